# %% [markdown]
# # Right
# ## Other calls

# %% right_tutorial
"""As in MXNet's tutorial."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        ctx=mx.cpu(0), symbol=symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001
    )
    model.fit(X=train_iter, eval_data=test_iter, batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200))
    return model

# %% right_create
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

# %% right_imported
"""Names imported in the function."""
def fit_feedforward(symbol, train_iter, test_iter):
    from mxnet.callback import Speedometer
    from mxnet.model import FeedForward

    model = FeedForward(symbol, ctx=[mx.cpu()], num_epoch=10, learning_rate=1e-1, momentum=9e-1, wd=1e-5)
    model.fit(train_iter, None, test_iter, batch_end_callback=Speedometer(train_iter.batch_size, 200))
    return model

# %% right_begin_epoch
"""From epoch 0, and with metrics of its own."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, begin_epoch=0, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, eval_metric=mx.metric.Accuracy(), batch_end_callback=speedometer)
    return model

# %% right_metric
"""The metric written out."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, eval_metric="accuracy", batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## Optimizer and initialiser

# %% right_settings
"""The optimizer's settings in a dictionary."""
def fit_feedforward(symbol, train_iter, test_iter):
    settings = {"learning_rate": 0.1, "momentum": 0.9, "wd": 1e-5}
    model = mx.model.FeedForward(symbol, num_epoch=10, **settings)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% right_own_optimizer
"""An optimizer made by hand, with the gradient divided by the size of the batch."""
def fit_feedforward(symbol, train_iter, test_iter):
    optimizer = mx.optimizer.SGD(
        learning_rate=0.1, momentum=0.9, wd=1e-5, rescale_grad=1 / train_iter.batch_size, sym=symbol
    )
    model = mx.model.FeedForward(symbol, num_epoch=10, optimizer=optimizer)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=mx.callback.Speedometer(train_iter.batch_size, 200))
    return model

# %% right_initializer
"""The initialiser written out."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        symbol, num_epoch=10, initializer=mx.init.Uniform(0.01), learning_rate=0.1, momentum=0.9, wd=0.00001
    )
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## The Speedometer

# %% right_frequent
"""The interval of the Speedometer by its keyword."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(batch_size=train_iter.batch_size, frequent=200, auto_reset=True)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% right_list_of_callbacks
"""A list of callbacks."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=[speedometer])
    return model

# %% right_batch_size_from_shape
"""The size of the batch from the shape of the data."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.provide_data[0].shape[0], 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# # Wrong
# ## The optimizer

# %% wrong_adam
"""The optimizer is Adam, which takes other steps."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, optimizer="adam", learning_rate=0.1, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_rate_default
"""The learning rate is the default, 0.01."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.01, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_momentum_small
"""The momentum is 0.5."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.5, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_no_momentum
"""The steps have no momentum."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_no_decay
"""The weights do not decay: wd is missing."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_decay_large
"""The weights decay a hundred times too fast."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_weight_decay_misspelt
"""Weight decay under the name of another library has no effect here.

Known as: wrong_no_decay
"""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9)
    weight_decay = 0.00001
    print(f"weight decay {weight_decay}")
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_not_rescaled
"""The optimizer made by hand does not divide by the size of the batch."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        symbol, num_epoch=10, optimizer=mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=1e-5, sym=symbol)
    )
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_rescaled_twice
"""The gradient is divided by the size of the batch twice."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        symbol, num_epoch=10, learning_rate=0.1 / train_iter.batch_size, momentum=0.9, wd=0.00001
    )
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## The start

# %% wrong_large_weights
"""The weights start ten times too large."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(
        symbol, num_epoch=10, initializer=mx.init.Uniform(0.1), learning_rate=0.1, momentum=0.9, wd=0.00001
    )
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_own_symbol
"""The network is always mlp_symbol(), whatever symbol was passed in."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(mlp_symbol(), num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## Data and epochs

# %% wrong_not_trained
"""The model is made, but not trained: fit is missing."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    pass
    return model

# %% wrong_one_epoch
"""There is one epoch only: num_epoch is missing."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=1, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_one_epoch_more
"""There are eleven epochs."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=11, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_trained_on_tests
"""The network is trained on the test images."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(test_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_evaluated_on_training
"""The training images are used as the test images."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=train_iter, batch_end_callback=speedometer)
    return model

# %% wrong_no_evaluation
"""The test images are not evaluated: eval_data is missing."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## The Speedometer

# %% wrong_no_speedometer
"""Nothing reports the speed."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter)
    return model

# %% wrong_arguments_swapped
"""The Speedometer's arguments are swapped."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(200, train_iter.batch_size)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_batch_size
"""The Speedometer counts batches of 100, whatever the iterator's batch size is."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(100, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% wrong_speedometer_after_epoch
"""The Speedometer is called after each epoch, not after each batch.

Known as: wrong_no_speedometer
"""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, epoch_end_callback=lambda *_: None)
    return model

# %% wrong_speedometer_often
"""The Speedometer reports every 50 batches."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 50)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    return model

# %% [markdown]
# ## The wrong result

# %% wrong_no_return
"""The trained model is not returned."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)
    pass

# %% wrong_fit_returned
"""The function returns what fit returns, and that is None."""
def fit_feedforward(symbol, train_iter, test_iter):
    model = mx.model.FeedForward(symbol, num_epoch=10, learning_rate=0.1, momentum=0.9, wd=0.00001)
    speedometer = mx.callback.Speedometer(train_iter.batch_size, 200)
    return model.fit(train_iter, eval_data=test_iter, batch_end_callback=speedometer)

# %% wrong_module
"""The function returns a Module: it trains in the same way, but it is not a FeedForward."""
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
