"""As in MXNet's tutorial."""


def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        ctx=mx.cpu(0), symbol=symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001
    )
    model.fit(X=train_iter, eval_data=test_iter, batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200))
    return model
