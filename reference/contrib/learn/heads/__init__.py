"""What makes predictions, a loss, a training operation and metrics of logits."""
