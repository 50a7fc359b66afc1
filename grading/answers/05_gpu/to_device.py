"""Wrong and alternative answers to to_device (read by grading.bank)."""

import torch

from grading.bank import alternative, wrong


@wrong(
    "the result of to discarded",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="The tensors have not moved. `x.to(device)` leaves `x` where it is and returns a new "
    "tensor: is it kept? (Only a module moves in place, and a new value for a loop's variable "
    "changes no list.) And is it called in every case? A device never equals a string such as "
    '`"cuda"`.',
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.to(device)
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "hard-coded cuda",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="Your function asks for CUDA, whatever `device` is, and not every machine has that. Move "
    "the tensors to the device that you are given.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.cuda()
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "a device of its own choice",
    fails=[
        "back to the CPU",
    ],
    says="Your function moves everything to the accelerator, also when the CPU is wanted. Where "
    "the batch goes is for the caller to say: use `device`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(torch.accelerator.current_accelerator())
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "CUDA asked for",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
    ],
    says="Your tensors come to the CPU, and get to no accelerator but CUDA: you ask for CUDA, in "
    "place of `device` or before you use it. Call `.to(device)` in every case, with the device "
    "that you are given.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to("cuda" if torch.cuda.is_available() else "cpu")
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "only away from the CPU",
    fails=[
        "back to the CPU",
    ],
    says="Nothing comes back: a tensor on the accelerator stays there when the CPU is wanted. "
    "Call `.to(device)` in every case; where a tensor is there already, it costs nothing.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device) if device.type != "cpu" else batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "tuples forgotten",
    fails=[
        "lists and tuples",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="What is in a tuple is left behind. A `DataLoader` and many data sets give their batches "
    "as tuples, and a tuple is no list: `isinstance(batch, list)` is `False` for it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, list):
        return [to_device(item, device) for item in batch]
    return batch


@wrong(
    "tuples become lists",
    fails=[
        "lists and tuples",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="Your function makes a list of a tuple. The same type is asked for: the code that gets "
    "the batch may rely on it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return [to_device(item, device) for item in batch]
    return batch


@wrong(
    "a generator",
    fails=[
        "lists and tuples",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="In place of a list or a tuple you return a generator: round parentheses around a `for` "
    "make no tuple. Write `tuple(…)` or `list(…)`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return (to_device(item, device) for item in batch)
    return batch


@wrong(
    "dicts forgotten",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="What is in a dict is left behind. Move its values, and keep its keys.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "a dict taken for a list",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="Of a dict you make no dict. (A `for` loop over one goes through its keys, and the "
    "tensors are its values.) Loop over `.items()`, and build a dict again.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, (list, tuple, dict)):
        items = [to_device(item, device) for item in batch]
        return items if isinstance(batch, dict) else type(batch)(items)
    return batch


@wrong(
    "one level only",
    fails=[
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="Your function goes one level deep: tensors in a list in a dict stay behind. Call "
    "`to_device` itself for the items, then any depth is reached.",
)
def to_device(batch, device):
    def move(item):
        return item.to(device) if isinstance(item, torch.Tensor) else item

    if isinstance(batch, dict):
        return {key: move(item) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(item) for item in batch)
    return move(batch)


@wrong(
    "written into what was given",
    fails=[
        "the batch that was given",
        "what is no tensor",
    ],
    says="You hand back the lists and dicts that were given. If you put the new tensors into them, "
    "you change the caller's batch; if not, nothing has moved. Build new ones.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        for key in batch:
            batch[key] = to_device(batch[key], device)
        return batch
    if isinstance(batch, list):
        for index, item in enumerate(batch):
            batch[index] = to_device(item, device)
        return batch
    if isinstance(batch, tuple):
        return tuple(to_device(item, device) for item in batch)
    return batch


@wrong(
    "everything built anew",
    fails=["what is no tensor"],
    says="Your function makes a new set of a set, or a new range of a range. Only a `list`, a "
    "`tuple` and a `dict` are made anew; anything else is returned as it is.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple, set, frozenset)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "cut off from autograd",
    fails=[
        "a gradient through the move",
    ],
    says="The moved tensor knows nothing of the old one: no gradient flows back. That is what "
    "`.data`, `.detach()` and `torch.tensor(…)` do. `.to(device)` is an operation like others: "
    "autograd records it, where `no_grad()` does not forbid that.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.data.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "a new leaf",
    fails=[
        "a gradient through the move",
    ],
    says="You make a new tensor that requires a gradient of its own. The gradient stops there, and "
    "the one that was given gets none (`.grad` is `None`). `.to(device)` alone keeps the two "
    "connected.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.detach().to(device).requires_grad_(batch.requires_grad)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "everything has a to",
    fails=[
        "what is no tensor",
        "a nested batch",
    ],
    says="You call `.to` on something that is no tensor: a string, a number and `None` have no "
    "such method. Return them as they are.",
)
def to_device(batch, device):
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch.to(device)


@wrong(
    "the rest lost",
    fails=[
        "what is no tensor",
        "a nested batch",
    ],
    says="What is no tensor becomes `None`: a function that ends without `return` gives that. "
    "Return such a thing as it is.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)


@wrong(
    "handed back where nothing had to move",
    fails=[
        "the batch that was given",
    ],
    says="Where nothing has to move, you hand back the caller's own list or dict. Whoever changes "
    "the result then changes what was given: make a new one in every case.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if not batch:
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "handed back where all is there already",
    fails=[
        "the batch that was given",
    ],
    says="Where all tensors are on the device already, you hand back the caller's own list, tuple "
    "or dict. Whoever changes the result then changes what was given: make a new one in every "
    "case.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if not isinstance(batch, (dict, list, tuple)):
        return batch
    items = list(batch.values()) if isinstance(batch, dict) else list(batch)
    moved = [to_device(item, device) for item in items]
    if items and all(new is old for new, old in zip(moved, items, strict=True)):
        if any(isinstance(item, torch.Tensor) for item in items):
            return batch
    if isinstance(batch, dict):
        return dict(zip(batch, moved, strict=True))
    return type(batch)(moved)


@wrong(
    "keys in another order",
    fails=[
        "dicts",
        "a nested batch",
        "the batch that was given",
    ],
    says="The keys of your dicts come in another order than those that were given. A dict keeps "
    "the order in which it is filled: go through `.items()` as they are.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(batch[key], device) for key in sorted(batch)}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "nothing returned but tensors",
    fails=[
        "lists and tuples",
        "dicts",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="For a list, a tuple or a dict your function gives `None`: the new one is built, and "
    "then not returned. Each of the cases needs its `return`.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    elif isinstance(batch, dict):
        batch = {key: to_device(item, device) for key, item in batch.items()}
    elif isinstance(batch, (list, tuple)):
        batch = type(batch)(to_device(item, device) for item in batch)
    else:
        return batch


@wrong(
    "the caller's tensors moved",
    fails=[
        "the batch that was given",
    ],
    says="The tensors that were given are on the device as well: assigning to `.data` moves the "
    "caller's tensor itself. Take the new one that `.to` returns.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        batch.data = batch.data.to(device)
        return batch
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@wrong(
    "two levels only",
    fails=[
        "a nested batch",
        "the batch that was given",
    ],
    says="Your function goes two levels deep: what lies deeper stays behind. Call `to_device` "
    "itself for the items, then any depth is reached.",
)
def to_device(batch, device):
    def move(item):
        return item.to(device) if isinstance(item, torch.Tensor) else item

    def one(item):
        if isinstance(item, (list, tuple)):
            return type(item)(move(part) for part in item)
        return move(item)

    if isinstance(batch, dict):
        return {key: one(item) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(one(item) for item in batch)
    return move(batch)


@wrong(
    "a loop's variable",
    fails=[
        "lists and tuples",
        "dicts",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="You hand back the lists, tuples and dicts that were given, and nothing in them has "
    "moved. Move their items, and collect these in a new one. (To give a loop's variable a new "
    "value changes no list and no dict.)",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        for _, item in batch.items():
            item = to_device(item, device)
    elif isinstance(batch, (list, tuple)):
        for item in batch:
            item = to_device(item, device)
    return batch


@wrong(
    "lists changed",
    fails=[
        "what is no tensor",
        "the batch that was given",
    ],
    says="Your function puts the new tensors into the list that was given, and hands that back: "
    "the caller's batch has changed. Make a new list.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, list):
        batch[:] = [to_device(item, device) for item in batch]
        return batch
    if isinstance(batch, tuple):
        return tuple(to_device(item, device) for item in batch)
    return batch


@wrong(
    "returned at the first item",
    fails=[
        "lists and tuples",
        "dicts",
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="Only the first item arrives: your `return` stands inside the loop. It belongs behind it.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        moved = {}
        for key, item in batch.items():
            moved[key] = to_device(item, device)
            return moved
    if isinstance(batch, (list, tuple)):
        moved = []
        for item in batch:
            moved.append(to_device(item, device))
            return type(batch)(moved)
    return batch


@wrong(
    "each item has a to",
    fails=[
        "what is no tensor",
        "a nested batch",
        "the batch that was given",
        "back to the CPU",
    ],
    says="You call `.to` on each item, and an item may be a string, a list or a dict, which have "
    "no such method. Call `to_device` itself for the items: it knows what to do with each kind.",
)
def to_device(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: item.to(device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(item.to(device) for item in batch)
    return batch


@wrong(
    "only said to be there",
    fails=[
        "a single tensor",
        "lists and tuples",
        "dicts",
        "a nested batch",
        "the batch that was given",
        "a gradient through the move",
        "back to the CPU",
    ],
    says="Your tensors are of a class of your own, which says that they are on the device. They "
    "are where they were, and the first operation finds out: move them.",
)
def to_device(batch, device):
    class Moved(torch.Tensor):
        @property
        def device(self):
            return device

    if isinstance(batch, torch.Tensor):
        return batch.as_subclass(Moved)
    if isinstance(batch, dict):
        return {key: to_device(item, device) for key, item in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(to_device(item, device) for item in batch)
    return batch


@alternative("by the method, not by the type; non_blocking")
def to_device(batch, device):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=True)
    if type(batch) is dict:
        return dict(zip(batch, to_device(list(batch.values()), device), strict=True))
    if type(batch) is tuple:
        return tuple(to_device(list(batch), device))
    return [to_device(item, device) for item in batch] if type(batch) is list else batch


@alternative("torch.utils._pytree")
def to_device(batch, device):
    from torch.utils._pytree import tree_map

    return tree_map(lambda x: x.to(device) if isinstance(x, torch.Tensor) else x, batch)
