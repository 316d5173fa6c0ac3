"""Names imported in the function."""


def fit_feedforward(symbol, train_iter, test_iter):
    from mxnet.callback import Speedometer
    from mxnet.model import FeedForward

    model = FeedForward(symbol, ctx=[mx.cpu()], num_epoch=10, learning_rate=1e-1, momentum=9e-1, wd=1e-5)
    model.fit(train_iter, None, test_iter, batch_end_callback=Speedometer(train_iter.batch_size, 200))
    return model
