"""All arguments by their names."""

def sweep(num_hiddens_list):
    accuracies = []
    for num_hiddens in num_hiddens_list:
        net, params = make_net(num_hiddens=num_hiddens, num_layers=1)
        history = train(
            net=net,
            train_iter=train_iter,
            test_iter=test_iter,
            loss=loss,
            num_epochs=sweep_epochs,
            batch_size=batch_size,
            params=params,
            lr=0.5,
        )
        accuracies.append(history[-1][2])
    return accuracies
