# %% [markdown]
# # Right
# ## Other ways to bind and to begin

# %% right_bound_by_hand
"""Arrays allocated by hand, and bound."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    arguments, _, _ = symbol.infer_shape(**shapes)
    arrays = {n: mx.nd.zeros(s) for n, s in zip(symbol.list_arguments(), arguments, strict=True)}
    gradients = {n: mx.nd.zeros_like(a) for n, a in arrays.items()}
    executor = symbol.bind(mx.cpu(), arrays, args_grad=gradients)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_gradients_for_parameters
"""Gradients are only asked for where they are used."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(
        mx.cpu(), grad_req={name: "null" if name in shapes else "write" for name in symbol.list_arguments()}, **shapes
    )
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_two_groups
"""Weights and biases initialised on their own."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    for name, array in params.items():
        if name.endswith("bias"):
            array[:] = mx.nd.zeros(array.shape)
        else:
            array[:] = mx.nd.array(np.random.uniform(-0.01, 0.01, array.shape))

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## Other ways to go through the batches

# %% right_tutorial
"""Arrays zipped with their names, as in MXNet's tutorial."""
def custom_loop(symbol, train_iter, num_epoch):
    input_shapes = {d.name: d.shape for d in train_iter.provide_data + train_iter.provide_label}
    exe = symbol.simple_bind(ctx=mx.cpu(), **input_shapes)
    arg_arrays = dict(zip(symbol.list_arguments(), exe.arg_arrays))
    data = arg_arrays[train_iter.provide_data[0].name]
    label = arg_arrays[train_iter.provide_label[0].name]
    init = mx.init.Uniform(scale=0.01)
    for name, arr in arg_arrays.items():
        if name not in input_shapes:
            init(name, arr)
    opt = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=1.0 / train_iter.batch_size)
    updater = mx.optimizer.get_updater(opt)
    metric = mx.metric.Accuracy()
    history = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            data[:] = batch.data[0]
            label[:] = batch.label[0]
            exe.forward(is_train=True)
            exe.backward()
            for i, pair in enumerate(zip(exe.arg_arrays, exe.grad_arrays)):
                weight, grad = pair
                updater(i, grad, weight)
            metric.update(batch.label, exe.outputs)
        history.append(metric.get()[1])
    return {name: arr for name, arr in arg_arrays.items() if name not in input_shapes}, history

# %% right_next
"""Batches taken by next, until there are none."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        while train_iter.iter_next():
            batch = mx.io.DataBatch(train_iter.getdata(), train_iter.getlabel())
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_copyto
"""The batch copied by copyto."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                values.copyto(executor.arg_dict[name])
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_forward_with_arrays
"""The batch handed over in the call of forward."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            executor.forward(is_train=True, **dict(zip(shapes, batch.data + batch.label, strict=True)))
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## Other steps

# %% right_names_as_indices
"""The updater goes by the names."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for name, array in params.items():
                updater(name, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_sgd_mom_update
"""The step by mx.nd.sgd_mom_update."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    momenta = {name: mx.nd.zeros(array.shape) for name, array in params.items()}
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                mx.nd.sgd_mom_update(
                    array,
                    executor.grad_dict[name],
                    momenta[name],
                    lr=0.1,
                    momentum=0.9,
                    wd=1e-5,
                    rescale_grad=rescale,
                    out=array,
                )
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% right_sgd_written_out
"""The optimizer's step written out, with velocities of its own."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    velocities = {name: mx.nd.zeros_like(array) for name, array in params.items()}
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for name, array in params.items():
                decay = 0.00001 if name.endswith("_weight") else 0
                velocities[name] *= 0.9
                velocities[name] -= 0.1 * (executor.grad_dict[name] * rescale + decay * array)
                array += velocities[name]
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## Other results

# %% right_counted
"""The accuracy counted by hand."""
def custom_loop(symbol, train_iter, num_epoch):
    (data,), (label,) = train_iter.provide_data, train_iter.provide_label
    executor = symbol.simple_bind(mx.cpu(), **{data.name: data.shape, label.name: label.shape})
    names = [name for name in symbol.list_arguments() if name not in (data.name, label.name)]
    for name in names:
        if name.endswith("_bias"):
            executor.arg_dict[name][:] = 0
        else:
            executor.arg_dict[name][:] = mx.nd.random.uniform(-0.01, 0.01, shape=executor.arg_dict[name].shape)
    sgd = mx.optimizer.create("sgd", learning_rate=0.1, momentum=0.9, wd=1e-5, rescale_grad=1 / data.shape[0])
    update = mx.optimizer.get_updater(sgd)
    accuracies = []
    for _ in range(num_epoch):
        right = seen = 0
        train_iter.reset()
        for batch in train_iter:
            executor.arg_dict[data.name][:] = batch.data[0]
            executor.arg_dict[label.name][:] = batch.label[0]
            (output,) = executor.forward(is_train=True)
            executor.backward()
            for number, name in enumerate(names):
                update(number, executor.grad_dict[name], executor.arg_dict[name])
            right += int((output.argmax(axis=1) == batch.label[0]).sum().asscalar())
            seen += batch.label[0].shape[0]
        accuracies.append(right / seen)
    return {name: executor.arg_dict[name] for name in names}, accuracies

# %% right_copies_returned
"""Copies of the parameters are returned."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return {name: array.copy() for name, array in params.items()}, list(accuracies)

# %% [markdown]
# # Wrong
# ## What is bound

# %% wrong_own_symbol
"""The network is always mlp_symbol(), whatever symbol was passed in."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = mlp_symbol().simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_fixed_names
"""The names data and softmax_label are hard-coded, whatever the iterator says."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[{"data": "data"}.get(name, "softmax_label")][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_arguments_swapped
"""Symbol and iterator are swapped: the first argument should be the symbol, the second the iterator."""
def custom_loop(train_iter, symbol, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}
    for name, array in params.items():
        mx.init.Uniform(0.01)(mx.init.InitDesc(name), array)
    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for _ in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
    return params, accuracies

# %% [markdown]
# ## The batch does not arrive

# %% wrong_dictionary
"""The batch is put into a copy of the dictionary, not into the executor's arrays."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_labels_not_copied
"""The labels are not copied into the executor."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## Batches and epochs

# %% wrong_first_batch_only
"""Every epoch ends after its first batch."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
            break
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_one_epoch
"""There is one epoch, whatever num_epoch is."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(1):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_no_reset
"""The iterator is not reset: from the second epoch on there are no batches."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_reset_afterwards
"""The iterator is reset after each epoch, but not before the first."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        train_iter.reset()
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## The start

# %% wrong_not_initialised
"""The parameters keep the zeros that they were allocated with."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        pass

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_large_start
"""The weights start between -0.07 and 0.07, not between -0.01 and 0.01."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform()
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_random_biases
"""The biases start as random numbers, too."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        array[:] = mx.nd.random.uniform(-0.01, 0.01, shape=array.shape)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## Forward and backward

# %% wrong_not_training
"""forward is called without is_train."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward()
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_no_backward
"""The parameters never change: either no gradients are computed, or no step is taken with them.

Known as: wrong_no_update
"""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_gradients_added
"""Each gradient is added to those of the batches before."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), grad_req="add", **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## The step

# %% wrong_no_update
"""The parameters never change: either no gradients are computed, or no step is taken with them."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                pass
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_weights_only
"""The biases are not updated."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                if name.endswith("_weight"):
                    updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_rate
"""The learning rate is the default, 0.01."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_no_decay
"""The weights do not decay."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_no_momentum
"""The steps have no momentum."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_momentum_anew
"""A new updater in each epoch forgets the velocities."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        updater = mx.optimizer.get_updater(optimizer)
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_momentum_anew_each_batch
"""A new updater for each batch forgets the velocities.

Known as: wrong_no_momentum
"""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            updater = mx.optimizer.get_updater(optimizer)
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_not_rescaled
"""The gradient is that of the sum over the batch: rescale_grad is missing."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_batch_of_100
"""The gradient is divided by 100, whatever the size of the batch."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / 100
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## The accuracy

# %% wrong_metric_after_update
"""The accuracy is counted after the step, by another forward pass."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            executor.forward(is_train=False)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_metric_not_reset
"""The metric keeps counting from one epoch to the next."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_metric_on_labels
"""The metric compares the labels with themselves."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, [mx.nd.one_hot(batch.label[0], executor.outputs[0].shape[1])])
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_percent
"""The accuracies are percentages."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(100 * metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% wrong_accuracy_pairs
"""Pairs of name and value are returned instead of the accuracies."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get())
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1][1]:.4f}")
    return params, accuracies

# %% wrong_last_accuracy_only
"""Only the accuracy of the last epoch is returned."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies = [metric.get()[1]]
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params, accuracies

# %% [markdown]
# ## The wrong result

# %% wrong_params_only
"""Only the parameters are returned; the accuracies are missing."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return params

# %% wrong_all_arguments
"""Data and label are returned among the parameters."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return dict(executor.arg_dict), accuracies

# %% wrong_start_returned
"""The parameters are returned as they were at the start."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    start = {name: array.copy() for name, array in params.items()}
    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return start, accuracies

# %% wrong_gradients_returned
"""The gradients are returned instead of the parameters."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return {name: executor.grad_dict[name] for name in params}, accuracies

# %% wrong_executor_returned
"""The executor is returned instead of the parameters."""
def custom_loop(symbol, train_iter, num_epoch):
    shapes = {each.name: each.shape for each in train_iter.provide_data + train_iter.provide_label}
    executor = symbol.simple_bind(mx.cpu(), **shapes)
    params = {name: array for name, array in executor.arg_dict.items() if name not in shapes}

    initialise = mx.init.Uniform(0.01)
    for name, array in params.items():
        initialise(mx.init.InitDesc(name), array)

    rescale = 1 / train_iter.batch_size
    optimizer = mx.optimizer.SGD(learning_rate=0.1, momentum=0.9, wd=0.00001, rescale_grad=rescale)
    updater = mx.optimizer.get_updater(optimizer)
    metric = mx.metric.Accuracy()
    accuracies = []
    for epoch in range(num_epoch):
        train_iter.reset()
        metric.reset()
        for batch in train_iter:
            for name, values in zip(shapes, batch.data + batch.label, strict=True):
                executor.arg_dict[name][:] = values
            executor.forward(is_train=True)
            executor.backward()
            for index, (name, array) in enumerate(params.items()):
                updater(index, executor.grad_dict[name], array)
            metric.update(batch.label, executor.outputs)
        accuracies.append(metric.get()[1])
        print(f"epoch {epoch + 1:2d}   training accuracy {accuracies[-1]:.4f}")
    return executor, accuracies
