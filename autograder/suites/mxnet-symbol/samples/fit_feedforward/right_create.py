"""The model is made and trained by FeedForward.create."""


def fit_feedforward(symbol, train_iter, test_iter):
    return mx.model.FeedForward.create(
        symbol,
        train_iter,
        ctx=mx.cpu(),
        num_epoch=10,
        optimizer="sgd",
        learning_rate=0.1,
        momentum=0.9,
        wd=1e-5,
        eval_data=test_iter,
        batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200),
    )
