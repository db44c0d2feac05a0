"""Heads of classifiers.

Source: TensorFlow 1.15, heads of the canned estimators.
"""

from typing import Any

import tensorflow.compat.v1 as tf

from reference.contrib.lookup.tables import (
    index_table_from_tensor,
    index_to_string_table_from_tensor,
)
from reference.estimator.canned.examples import in_range, labels_like, weights_of
from reference.estimator.canned.head import Head, Losses, class_ids, class_names
from reference.estimator.export.outputs import (
    DEFAULT,
    ClassificationOutput,
    PredictOutput,
    RegressionOutput,
)


def classification_head(
    n_classes: int, weight_column: Any, label_vocabulary: Any, loss_reduction: str
) -> Head:
    """The head of a classifier: logistic for two classes, else softmax.

    Args:
      n_classes: number of classes.
      weight_column, loss_reduction: as `Head` takes them.
      label_vocabulary: names of the classes, if labels are names; None if they are numbers.

    Raises:
      ValueError: ``n_classes`` is below two, or the vocabulary of several classes is no list.
      TypeError: the vocabulary of two classes is no list.
    """
    if label_vocabulary is not None and not isinstance(label_vocabulary, (list, tuple)):
        kind = TypeError if n_classes == 2 else ValueError
        raise kind(
            f"label_vocabulary should be a list or a tuple. Given type: {type(label_vocabulary)}"
        )
    made = _Binary if n_classes == 2 else _MultiClass
    return made(n_classes, weight_column, label_vocabulary, loss_reduction)


class _Classification(Head):
    """Common to both."""

    def __init__(
        self, n_classes: int, weight_column: Any, vocabulary: Any, loss_reduction: str
    ) -> None:
        if n_classes is None:
            raise ValueError("n_classes cannot be None")
        if n_classes < 2:
            raise ValueError(f"n_classes must be > 2: {n_classes}.")
        super().__init__(1 if n_classes == 2 else n_classes, weight_column, loss_reduction)
        self._n_classes = n_classes
        self._vocabulary = vocabulary

    def _classes(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """Predictions of logits of all classes, float32 of shape [batch, n_classes]."""
        probabilities = tf.nn.softmax(logits, name="probabilities")
        ids = tf.expand_dims(tf.argmax(logits, axis=-1, name="class_ids"), -1)
        if self._vocabulary:
            table = index_to_string_table_from_tensor(
                tf.constant(list(self._vocabulary)), name="class_string_lookup"
            )
            names = table.lookup(ids)
        else:
            names = tf.strings.as_string(ids, name="str_classes")
        return {
            "probabilities": probabilities,
            "class_ids": ids,
            "classes": names,
            "all_class_ids": class_ids(self._n_classes, logits),
            "all_classes": class_names(self._n_classes, self._vocabulary, logits),
        }

    def _looked_up(self, labels: tf.Tensor) -> tf.Tensor:
        vocabulary = tf.constant(list(self._vocabulary))
        return index_table_from_tensor(vocabulary, name="class_id_lookup").lookup(labels)

    def export_outputs(self, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Classes by default; all predictions too."""
        classes = ClassificationOutput(predictions["probabilities"], predictions["all_classes"])
        return {
            DEFAULT: classes,
            "classification": classes,
            "predict": PredictOutput(predictions),
        }


class _MultiClass(_Classification):
    """Softmax over several classes."""

    def predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """Probabilities and classes."""
        return {"logits": logits, **self._classes(logits)}

    def losses(self, features: Any, logits: tf.Tensor, labels: Any) -> Losses:
        """Cross entropies, float32 of shape [batch, 1].

        Raises:
          ValueError: labels are no integers, or with a vocabulary no texts.
        """
        labels = labels_like(logits, labels, 1)
        if self._vocabulary is not None:
            if labels.dtype != tf.string:
                raise ValueError(
                    "Labels dtype should be string if there is a vocabulary. Instead got "
                    f"{labels.dtype}"
                )
            labels = self._looked_up(labels)
        elif not labels.dtype.is_integer:
            raise ValueError(f"Labels dtype should be integer. Instead got {labels.dtype}.")
        labels = in_range(labels, self._n_classes)
        each = tf.losses.sparse_softmax_cross_entropy(
            labels, logits, reduction=tf.losses.Reduction.NONE
        )
        each = tf.expand_dims(each, -1)
        weights = weights_of(features, self.weight_column, logits)
        return Losses(self.reduced(each, weights), each, weights, labels)

    def metrics(self, losses: Losses, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """The accuracy."""
        accuracy = tf.metrics.accuracy(
            losses.labels, predictions["class_ids"], weights=losses.weights, name="accuracy"
        )
        return {"accuracy": accuracy}


class _Binary(_Classification):
    """One logit for two classes."""

    def predictions(self, logits: tf.Tensor) -> dict[str, tf.Tensor]:
        """The probability of the second class, and what softmax gives for both."""
        logistic = tf.sigmoid(logits, name="logistic")
        both = tf.concat((tf.zeros_like(logits), logits), axis=-1, name="two_class_logits")
        return {"logits": logits, "logistic": logistic, **self._classes(both)}

    def export_outputs(self, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Classes by default; the probability, and all predictions too."""
        outputs = super().export_outputs(predictions)
        outputs["regression"] = RegressionOutput(predictions["logistic"])
        return outputs

    def losses(self, features: Any, logits: tf.Tensor, labels: Any) -> Losses:
        """Logistic losses, float32 of shape [batch, 1]."""
        labels = labels_like(logits, labels, 1)
        if self._vocabulary is not None:
            labels = self._looked_up(labels)
        labels = in_range(tf.cast(labels, tf.float32), 2)
        each = tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)
        weights = weights_of(features, self.weight_column, logits)
        return Losses(self.reduced(each, weights), each, weights, labels)

    def metrics(self, losses: Losses, predictions: dict[str, tf.Tensor]) -> dict[str, Any]:
        """Accuracy and that of the commoner class, precision, recall, areas, means."""
        labels, weights = losses.labels, losses.weights
        ids, logistic = predictions["class_ids"], predictions["logistic"]
        each = tf.ones_like(labels) * weights
        share, update = tf.metrics.mean(labels, weights=each, name="label/mean")
        return {
            "accuracy": tf.metrics.accuracy(labels, ids, weights=weights, name="accuracy"),
            "precision": tf.metrics.precision(labels, ids, weights=weights, name="precision"),
            "recall": tf.metrics.recall(labels, ids, weights=weights, name="recall"),
            "prediction/mean": tf.metrics.mean(logistic, weights=each, name="prediction/mean"),
            "label/mean": (share, update),
            "accuracy_baseline": (
                tf.maximum(share, 1.0 - share, name="accuracy_baseline/value"),
                tf.maximum(update, 1.0 - update, name="accuracy_baseline/update_op"),
            ),
            "auc": tf.metrics.auc(labels, logistic, weights=each, name="auc"),
            "auc_precision_recall": tf.metrics.auc(
                labels, logistic, weights=each, curve="PR", name="auc_precision_recall"
            ),
        }
