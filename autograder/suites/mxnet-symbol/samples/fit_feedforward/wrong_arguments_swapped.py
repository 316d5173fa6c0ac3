"""The Speedometer's arguments are the wrong way round."""


def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(200, train_iter.batch_size)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model
