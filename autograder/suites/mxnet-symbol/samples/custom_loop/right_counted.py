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
