"""How large a model is.

Source: TF 1.15 ``contrib/slim/python/slim/model_analyzer.py``.
"""


def tensor_description(var):
    """Return type and shape of a tensor or variable, as "(float32 3x4)".

    Source: TF 1.15 ``slim.model_analyzer.tensor_description``.
    """
    sizes = ["?" if size is None else str(size) for size in var.get_shape().as_list()]
    return f"({var.dtype.name} {'x'.join(sizes)})"


def _size(tensor):
    # Unknown and scalar sizes alike count as 1.15 counted them: 0 and 1.
    return tensor.get_shape().num_elements() or 0


def analyze_ops(graph, print_info=False):
    """Return the number of entries of all tensors of a graph; print each op on request.

    Source: TF 1.15 ``slim.model_analyzer.analyze_ops``.
    """
    if print_info:
        print("---------")
        print("Operations: name -> (type shapes) [size]")
        print("---------")
    total = 0
    for op in graph.get_operations():
        size = sum(_size(output) for output in op.outputs)
        if print_info:
            shown = [tensor_description(output) for output in op.outputs if output.shape.rank]
            print(op.name, "\t->", ", ".join(shown), f"[{size}]")
        total += size
    return total


def analyze_vars(variables, print_info=False):
    """Return the number of entries of all variables, and of their bytes; print each on request.

    Source: TF 1.15 ``slim.model_analyzer.analyze_vars``.
    """
    if print_info:
        print("---------")
        print("Variables: name (type shape) [size]")
        print("---------")
    total = total_bytes = 0
    for variable in variables:
        size = _size(variable)
        bytes_ = size * variable.dtype.size
        if print_info:
            print(variable.name, tensor_description(variable), f"[{size}, bytes: {bytes_}]")
        total, total_bytes = total + size, total_bytes + bytes_
    if print_info:
        print(f"Total size of variables: {total}")
        print(f"Total bytes of variables: {total_bytes}")
    return total, total_bytes
