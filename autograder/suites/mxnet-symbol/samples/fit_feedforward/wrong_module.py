"""The function returns a Module: it trains in the same way, and it is no FeedForward."""


def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.mod.Module(
        symbol,
        data_names=[each.name for each in train_iter.provide_data],
        label_names=[each.name for each in train_iter.provide_label],
    )
    model.fit(
        train_iter,
        eval_data=test_iter,
        optimizer_params={"learning_rate": 0.1, "momentum": 0.9, "wd": 1e-5},
        num_epoch=10,
        batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200),
    )
    return model
