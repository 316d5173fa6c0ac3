"""mlp_symbol(): visible checks."""

from __future__ import annotations

import pytest
from symbol_graph import LAYERS, draw_count, draw_weights, expect_gradients, expect_names, expect_outputs, read_graph
from symbol_oracle import NAMES, SIZES

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint(
    "How do parameters get their names?",
    "MXNet names the parameters and the label after the layer that takes them.",
    "name='fc1', and so on, for each layer.",
)
def test_arguments(student, rng):
    """The arguments: data, the weights and biases of fc1, fc2 and fc3, and softmax_label, in this order"""
    graph = read_graph(student, (draw_count(rng), 784))
    expect_names("The arguments of mlp_symbol()", graph.arguments, ["data", *NAMES, "softmax_label"])


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What decides the shapes of a layer's weights and biases?",
    "How many numbers enter it, and how many it puts out for each image.",
    "num_hidden is the number that a layer puts out.",
)
def test_shapes(student, rng):
    """The shapes that follow from the shape of a batch of images"""
    n = draw_count(rng)
    graph = read_graph(student, (n, 784))
    expected = {"data": [n, 784], "softmax_label": [n]}
    for layer in (1, 2, 3):
        expected[f"fc{layer}_weight"] = [SIZES[layer], SIZES[layer - 1]]
        expected[f"fc{layer}_bias"] = [SIZES[layer]]
    for name, shape in expected.items():
        if name not in graph.shapes:
            raise Wrong(f"There is no argument {name}: there are {', '.join(graph.arguments)}.")
        if graph.shapes[name] != shape:
            raise Wrong(f"{name} has shape {graph.shapes[name]}; expected {shape}.")
    if graph.output_shapes != [[n, 10]]:
        raise Wrong(f"The outputs have shapes {graph.output_shapes}; expected one, [{n}, 10].")


@pytest.mark.hint(
    "What does each layer take as its input?",
    "The symbol of the layer before it.",
    "Six layers in a row, each with a name, from fc1 to softmax.",
)
def test_layers(student, rng):
    """The layers: fc1, relu1, fc2, relu2, fc3, softmax"""
    graph = read_graph(student, (draw_count(rng), 784))
    named = dict(graph.nodes)
    for layer, operators in LAYERS.items():
        if layer not in named:
            raise Wrong(f"There is no layer named {layer}: there are {', '.join(name for name, _ in graph.nodes)}.")
        if named[layer] not in operators:
            raise Wrong(f"The layer {layer} is the operator {named[layer]}; expected {operators[0]}.")
    expect_names("Those of its layers", [name for name, _ in graph.nodes if name in LAYERS], list(LAYERS))


@pytest.mark.weight(4)
@pytest.mark.hint(
    "What stands between two linear layers, and what behind the last?",
    "An activation between two, the softmax behind the last.",
    "A ReLU follows fc1 and fc2; the softmax follows fc3 directly.",
)
def test_outputs(student, rng):
    """The probabilities of a few images, for given parameters"""
    expect_outputs(student, draw_weights(rng, draw_count(rng)))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Where does the backward pass begin?",
    "At a layer that is a loss at the same time: it knows the labels.",
    "SoftmaxOutput begins with p - 1 at the label, and p elsewhere.",
)
def test_gradients(student, rng):
    """The gradients of the parameters, which training uses"""
    expect_gradients(student, draw_weights(rng, draw_count(rng)))
