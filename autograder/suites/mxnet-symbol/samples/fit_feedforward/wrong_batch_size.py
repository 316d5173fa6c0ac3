"""The Speedometer counts batches of 100, whatever the iterator deals out."""


def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(100, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model
