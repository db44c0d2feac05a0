"""The documents' models, one readable module each: ``from reference.models import hihello``.

Every module has the same shape:

* ``data()``: the arrays that the document trains on;
* ``build()``: the model in today's Keras, compiled;
* ``build_graph()``: the same model in ``tf.compat.v1``, as the document wrote it;
* ``train(model, epochs)``: the losses of a training, of either of the two;
* ``predict(model)``: what the document asks of the trained model.

The equations stand in the module's docstring, what the modules share in
`reference.models.training`.

    python -m reference.models                          # the list
    python -m reference.models hihello --plot loss.png  # train one, draw its loss
"""
