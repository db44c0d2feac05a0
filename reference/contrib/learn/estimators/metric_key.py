"""Names of metrics.

Source: TensorFlow 1.15, ``contrib/learn/python/learn/estimators/metric_key.py``.
"""


class MetricKey:
    """Names of what an evaluation tells; those of a class or a threshold take its number by ``%``.

    Source: ``MetricKey`` of TensorFlow 1.15's ``contrib/learn``.

    >>> MetricKey.ACCURACY_MEAN % 0.5
    'accuracy/threshold_0.500000_mean'
    """

    LOSS = "loss"
    AUC = "auc"
    AUC_PR = "auc_precision_recall"
    CLASS_AUC = "auc/class%d"
    CLASS_AUC_PR = "auc_precision_recall/class%d"
    PREDICTION_MEAN = "labels/prediction_mean"
    CLASS_PREDICTION_MEAN = "labels/prediction_mean/class%d"
    CLASS_LOGITS_MEAN = "labels/logits_mean/class%d"
    CLASS_PROBABILITY_MEAN = "labels/probability_mean/class%d"
    LABEL_MEAN = "labels/actual_label_mean"
    CLASS_LABEL_MEAN = "labels/actual_label_mean/class%d"
    ACCURACY = "accuracy"
    ACCURACY_BASELINE = "accuracy/baseline_label_mean"
    ACCURACY_MEAN = "accuracy/threshold_%f_mean"
    PRECISION_MEAN = "precision/positive_threshold_%f_mean"
    RECALL_MEAN = "recall/positive_threshold_%f_mean"
