"""mlp_symbol(): hidden checks."""

from __future__ import annotations

import pytest
from symbol_graph import draw_count, draw_weights, expect_gradients, expect_names, expect_outputs, read_graph

from autograder.checking import Wrong


@pytest.mark.weight(2)
@pytest.mark.hint(
    "What does a layer do with an image that has rows and columns?",
    "FullyConnected flattens it by itself, whatever the size of the batch.",
    "No shape needs to be fixed in the symbol.",
)
def test_image_shapes(student, rng):
    """Batches of images of shape (n, 28, 28) and (n, 1, 28, 28), of any n

    The same probabilities as for flat ones.
    """
    for n, shape in ((draw_count(rng), (28, 28)), (int(rng.integers(110, 150)), (1, 28, 28)), (1, (1, 28, 28))):
        expect_outputs(student, draw_weights(rng, n), (n, *shape))


@pytest.mark.weight(2)
@pytest.mark.hint(
    "Who divides by the size of the batch?",
    "The optimizer. The gradient is that of the loss summed over the batch.",
    "SoftmaxOutput gives this gradient by itself: leave its defaults as they are.",
)
def test_gradients_of_a_larger_batch(student, rng):
    """Gradients of the loss summed over a batch of another size

    The gradient is that of the sum over the batch; the training divides by its size.
    """
    expect_gradients(student, draw_weights(rng, int(rng.integers(16, 32))))


@pytest.mark.hint(
    "What does a second call know about the first?",
    "Nothing: it makes a new graph, with the same names.",
    "Begin with a new mx.sym.Variable('data') in each call, and name every layer.",
)
def test_again(student, rng):
    """A second call makes the same symbol

    With the same names of arguments and one output, softmax_output.
    """
    shape = (draw_count(rng), 784)
    first, second = read_graph(student, shape), read_graph(student, shape)
    expect_names("The arguments of the second symbol", second.arguments, first.arguments)
    for graph in (first, second):
        expect_names("The outputs", graph.outputs, ["softmax_output"])
        if len(graph.arguments) != 8:
            raise Wrong(f"The symbol has {len(graph.arguments)} arguments; expected 8.")
