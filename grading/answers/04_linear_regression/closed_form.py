"""Wrong and alternative answers to closed_form (read by grading.bank)."""

import torch
from torch import nn

from grading.bank import alternative, wrong


@wrong(
    "steps by hand",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="The squared error of your weights is not the least possible one. If they come from steps "
    "along the gradient, they only get near, however many steps there are. The equations for the "
    "best weights of a linear model can be solved at once.",
)
def closed_form(x, y):
    weight = torch.zeros(1, x.shape[1], dtype=x.dtype)
    bias = torch.zeros(1, dtype=x.dtype)
    step = 1 / (1 + (x**2).sum(dim=1).mean())  # a single row is fitted at once
    for _ in range(5):
        error = x @ weight.T + bias - y
        weight -= step * error.T @ x / len(x)
        bias -= step * error.mean()
    return weight, bias


@wrong(
    "no intercept",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="Your line goes through the origin: `x` has no column of ones, so there is nothing for "
    "the bias to multiply. A bias that is set to 0, or found afterwards, does not mend the "
    "weights.",
)
def closed_form(x, y):
    return (torch.linalg.pinv(x) @ y).T, torch.zeros(1, dtype=x.dtype)


@wrong(
    "intercept afterwards",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="You find the weights of a line through the origin first, and the bias from the mean of "
    "what is left. They have to be found together, or on data from which the means were taken.",
)
def closed_form(x, y):
    weight = (torch.linalg.pinv(x) @ y).T
    return weight, (y - x @ weight.T).mean(dim=0)


@wrong(
    "the mean of y for the bias",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="Your bias is the mean of `y`. That is the prediction at the mean of `x`; the bias is the "
    "one at 0. How far does the line get on the way from there to the mean of `x`?",
)
def closed_form(x, y):
    weight = (torch.linalg.pinv(x - x.mean(dim=0)) @ (y - y.mean())).T
    return weight, y.mean(dim=0)


@wrong(
    "an inverse that does not exist",
    fails=[
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your matrix has no inverse where columns depend on each other, or where there are "
    "fewer rows than unknowns. Then many weights are equally good, and you are free to choose: "
    "with the pseudo-inverse or a least-squares solver, not with an inverse.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.inv(a.T @ a) @ a.T @ y
    return theta[:-1].T, theta[-1]


@wrong(
    "a solver that needs an inverse",
    fails=[
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="`solve` needs a matrix that has an inverse. Yours has none where columns depend on each "
    "other, or where there are fewer rows than unknowns. Then many weights are equally good: use "
    "the pseudo-inverse or a least-squares solver.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a, a.T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "a little ridge",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You add something to the diagonal so that the inverse exists. That is ridge "
    "regression, another problem: it pulls all weights towards 0, and the squared error is no "
    "longer as small as it can be.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a + 1e-3 * torch.eye(a.shape[1], dtype=x.dtype), a.T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "each column for itself",
    fails=[
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You compute each weight from its own column, as if there were no others. Where columns "
    "have something in common, that counts it twice. All weights have to be found together.",
)
def closed_form(x, y):
    centred = x - x.mean(dim=0)
    slopes = (centred * (y - y.mean())).sum(dim=0) / (centred**2).sum(dim=0)
    return slopes[None], (y.mean() - x.mean(dim=0) @ slopes)[None]


@wrong(
    "one weight for all columns",
    fails=[
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your weight is a single number, of shape (1, 1), however many columns `x` has. If it "
    "comes from the formula for the slope of a line, that holds for one column only. With d "
    "columns there are d weights, which have to be found together.",
)
def closed_form(x, y):
    x_mean, y_mean = x.mean(), y.mean()
    slope = ((x - x_mean) * (y - y_mean)).sum() / ((x - x_mean) ** 2).sum()
    return slope.reshape(1, 1), (y_mean - slope * x_mean).reshape(1)


@wrong(
    "covariance with another divisor",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You divide a covariance over N by a variance over N − 1, which is what `var()` gives by "
    "default. The two divisors cancel only if they are the same. And one column at a time is not "
    "enough where columns have something in common.",
)
def closed_form(x, y):
    slopes = ((x - x.mean(dim=0)) * (y - y.mean())).mean(dim=0) / x.var(dim=0)
    return slopes[None], (y.mean() - x.mean(dim=0) @ slopes)[None]


@wrong(
    "a column for the weight",
    fails=["several columns"],
    says="Your weight has the shape (d, 1), or is one short of a dimension. `nn.Linear(d, 1)` "
    "keeps it as (1, d): a row for each output.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1], theta[-1]


@wrong(
    "a bias without a dimension",
    fails=["one column", "several columns", "float32"],
    says="Your bias is a single number, of shape (), or has a dimension too many. In "
    "`nn.Linear(d, 1)` it has the shape (1,): one bias for one output.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1].T, theta[-1, 0]


@wrong(
    "bias first",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You have taken the wrong numbers for the bias: your column of ones comes first, so the "
    "bias is the first of the unknowns, not the last.",
)
def closed_form(x, y):
    a = torch.cat([torch.ones_like(x[:, :1]), x], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[:-1].T, theta[-1]


@wrong(
    "exchanged",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="You return the bias first. It is `weight, bias`, in this order.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.pinv(a) @ y
    return theta[-1], theta[:-1].T


@wrong(
    "only float32",
    fails=[
        "one column",
        "several columns",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your column of ones, or your result, is always float32, and `x` may be of another "
    "dtype. `torch.ones_like` takes over dtype and device.",
)
def closed_form(x, y):
    a = torch.cat([x.float(), torch.ones(len(x), 1)], dim=1)
    theta = torch.linalg.pinv(a) @ y.float()
    return theta[:-1].T, theta[-1]


@wrong(
    "always float64",
    fails=["float32"],
    says="Your result is float64 whatever the dtype of `x`. To compute in float64 is a good "
    "idea; return the dtype of `x`.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1).double()
    theta = torch.linalg.pinv(a) @ y.double()
    return theta[:-1].T, theta[-1]


@wrong(
    "trained",
    fails=[
        "one column",
        "several columns",
        "float32",
        "predictions where a column comes twice",
        "the prediction for a single row",
        "columns that are sums of others",
    ],
    says="Your answer uses `optim`. This task asks you to write that part yourself.",
)
def closed_form(x, y):
    model = nn.Linear(x.shape[1], 1).to(x.dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    return model.weight, model.bias


@wrong(
    "columns in their order",
    fails=["predictions where a column comes twice", "columns that are sums of others"],
    says="Where columns depend on each other your weights are not the best. If they come from "
    "`lstsq`, it is the driver: the default one, by a mistake of PyTorch (see the text of the "
    "task), or one that wants columns which do not depend on each other. Ask for another driver, "
    "or take the pseudo-inverse; and add nothing to a diagonal, not even there.",
)
def closed_form(x, y):
    # What lstsq gives where PyTorch leaves the pivots of its driver gelsy unset.
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    q, r = torch.linalg.qr(a)
    sizes = r.diagonal().abs()
    rank = int((sizes > 1e-10 * sizes[0]).cumprod(dim=0).sum())
    theta = torch.linalg.pinv(r[:rank]) @ (q[:, :rank].T @ y)
    return theta[:-1].T, theta[-1]


@wrong(
    "centred in place",
    fails=[
        "one column",
        "predictions where a column comes twice",
        "columns that are sums of others",
    ],
    says="You centre the caller's `x` in place: it has changed afterwards. `x - …` makes a new "
    "tensor, `x -= …` does not.",
)
def closed_form(x, y):
    mean = x.mean(dim=0)
    x -= mean
    weight = (torch.linalg.pinv(x) @ (y - y.mean())).T
    return weight, y.mean(dim=0) - weight @ mean


@wrong(
    "a tiny ridge",
    fails=["several columns"],
    says="You add something to the diagonal so that the inverse exists. However small it is, that "
    "is ridge regression, another problem, and where the numbers in `x` are small themselves it "
    "outweighs them. `x` in another unit should give the same predictions.",
)
def closed_form(x, y):
    a = torch.cat([x, torch.ones_like(x[:, :1])], dim=1)
    theta = torch.linalg.solve(a.T @ a + 1e-12 * torch.eye(a.shape[1], dtype=x.dtype), a.T @ y)
    return theta[:-1].T, theta[-1]


@alternative("least squares")
def closed_form(x, y):
    a = torch.cat([x, torch.ones(len(x), 1, dtype=x.dtype)], dim=1)
    theta = torch.linalg.lstsq(a, y, driver="gelsd").solution
    return theta[:-1].reshape(1, -1), theta[-1]


@alternative("on centred data")
def closed_form(x, y):
    weight = (torch.linalg.pinv(x - x.mean(dim=0)) @ (y - y.mean())).T
    return weight, y.mean(dim=0) - weight @ x.mean(dim=0)


@alternative("NumPy's least squares, ones first")
def closed_form(x, y):
    import numpy

    a = numpy.hstack([numpy.ones((len(x), 1)), x.double().numpy()])
    theta = numpy.linalg.lstsq(a, y.double().numpy(), rcond=None)[0]
    theta = torch.from_numpy(theta).to(x.dtype)
    return theta[1:].T, theta[0]


@alternative("normal equations, with a pseudo-inverse")
def closed_form(x, y):
    a = torch.column_stack([x, torch.ones_like(x[:, 0])])
    theta = torch.linalg.pinv(a.T @ a) @ (a.T @ y)
    return theta[:-1, 0][None], theta[-1]


@alternative("singular values, in a Linear")
def closed_form(x, y):
    x_mean, y_mean = x.mean(dim=0, keepdim=True), y.mean()
    u, sizes, vh = torch.linalg.svd(x - x_mean, full_matrices=False)
    kept = sizes > 1e-8 * max(1.0, sizes.max().item())
    slopes = vh[kept].T @ (u[:, kept].T @ (y - y_mean) / sizes[kept, None])
    model = nn.Linear(x.shape[1], 1, dtype=x.dtype)
    with torch.no_grad():
        model.weight.copy_(slopes.T)
        model.bias.copy_(y_mean - (x_mean @ slopes)[0])
    return model.weight, model.bias
