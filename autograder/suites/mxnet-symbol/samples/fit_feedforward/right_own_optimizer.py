"""An optimizer made by hand, with the gradient divided by the size of the batch."""


def fit_feedforward(symbol, train_iter, test_iter):
    optimizer = mx.optimizer.SGD(
        learning_rate=0.1, momentum=0.9, wd=1e-5, rescale_grad=1 / train_iter.batch_size, sym=symbol
    )
    model = mx.model.FeedForward(symbol, num_epoch=10, optimizer=optimizer)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200))
    return model
