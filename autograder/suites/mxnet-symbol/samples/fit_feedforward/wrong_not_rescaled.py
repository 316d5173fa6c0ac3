"""The optimizer made by hand does not divide by the size of the batch."""


def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        symbol, num_epoch=10, optimizer=mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=1e-5, sym=symbol)
    )
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model
