"""What is within reach of ``tf.contrib.distributions`` of TensorFlow 1.15.

What became ``tf.distributions`` is that; a few more are rebuilt: densities, statistics and
divergences are 1.15's, random numbers have its distributions, but not its op seeds.

Source: https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/contrib/distributions
"""

import tensorflow.compat.v1 as _tf

from reference.contrib.distributions.categorical import (
    ExpRelaxedOneHotCategorical,
    OneHotCategorical,
    RelaxedOneHotCategorical,
)
from reference.contrib.distributions.mixture import Mixture
from reference.contrib.distributions.multivariate_normal import (
    MultivariateNormalDiag,
    MultivariateNormalDiagWithSoftplusScale,
    MultivariateNormalFullCovariance,
    MultivariateNormalTriL,
)

Bernoulli = _tf.distributions.Bernoulli
Beta = _tf.distributions.Beta
Categorical = _tf.distributions.Categorical
Dirichlet = _tf.distributions.Dirichlet
DirichletMultinomial = _tf.distributions.DirichletMultinomial
Distribution = _tf.distributions.Distribution
Exponential = _tf.distributions.Exponential
FULLY_REPARAMETERIZED = _tf.distributions.FULLY_REPARAMETERIZED
Gamma = _tf.distributions.Gamma
Laplace = _tf.distributions.Laplace
Multinomial = _tf.distributions.Multinomial
NOT_REPARAMETERIZED = _tf.distributions.NOT_REPARAMETERIZED
Normal = _tf.distributions.Normal
RegisterKL = _tf.distributions.RegisterKL
ReparameterizationType = _tf.distributions.ReparameterizationType
StudentT = _tf.distributions.StudentT
Uniform = _tf.distributions.Uniform
kl_divergence = _tf.distributions.kl_divergence

__all__ = [
    "FULLY_REPARAMETERIZED",
    "NOT_REPARAMETERIZED",
    "Bernoulli",
    "Beta",
    "Categorical",
    "Dirichlet",
    "DirichletMultinomial",
    "Distribution",
    "ExpRelaxedOneHotCategorical",
    "Exponential",
    "Gamma",
    "Laplace",
    "Mixture",
    "Multinomial",
    "MultivariateNormalDiag",
    "MultivariateNormalDiagWithSoftplusScale",
    "MultivariateNormalFullCovariance",
    "MultivariateNormalTriL",
    "Normal",
    "OneHotCategorical",
    "RegisterKL",
    "RelaxedOneHotCategorical",
    "ReparameterizationType",
    "StudentT",
    "Uniform",
    "kl_divergence",
]
