"""Writes a specification in another way, where Django is wrong about NULL.

Django's negations are two-valued for a nullable column beside a value, and for nothing else: a comparison of columns, a
function, or a key of a document that is NULL stays NULL under NOT, so that the row is neither in `filter(c)` nor in
`exclude(c)`. Here every condition under a negation is a question of its own, EXISTS(the same row, for which the condition
holds), which is never NULL; the operands of XOR and selected conditions are CASE WHEN condition THEN true ELSE false.
The SQL of the positive conditions is Django's.

Two more things are written in another way: what an aggregate of related rows counts, which a join with other related rows
multiplies in Django, is counted for the objects whose key the conditions find; and a condition that can never hold is
left out of a disjunction, with its joins. Hours and shorter units are truncated in UTC, where no hour comes twice.
"""

import copy

TRUE, FALSE = {"value": True, "type": "boolean"}, {"value": False, "type": "boolean"}


def other_way(specification):
    """The specification in the other way."""
    return rewrite(prepared(copy.deepcopy(specification), specification["zone"]))


def prepared(node, zone):
    """The same without what can never hold, and with units of time in UTC."""
    if isinstance(node, list):
        return [prepared(each, zone) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: prepared(each, zone) for key, each in node.items()}
    for key in ("or", "xor"):
        if key in node:
            left = [each for each in node[key] if not never(each)]
            if left and len(left) < len(node[key]):
                return left[0] if len(left) == 1 else {key: left}
    if "aggregate" in node and node.get("filter") is not None and never(node["filter"]):
        node["filter"] = {"lookup": "id__isnull", "right": TRUE}
    # The offsets of Berlin are whole hours, those of Kathmandu are not.
    if node.get("truncate") in ("hour", "minute", "second") and zone == "Europe/Berlin":
        node["zone"] = "UTC"
    return node


def rewrite(query):
    """A specification, or a query inside one, in the other way."""
    query = copy.deepcopy(query)
    model = query["model"]
    steps = []
    for name, *arguments in query["steps"]:
        if name == "filter":
            steps.append([name, positive(arguments[0], model)])
        elif name == "exclude":
            steps.append(["filter", {"not": negated(arguments[0], model)}])
        elif name in ("annotate", "alias"):
            steps.append([name, {key: expression(node, model) for key, node in arguments[0].items()}])
        elif name == "order":
            steps.append([name, [expression(node, model) for node in arguments[0]]])
        elif name in ("union", "intersection", "difference"):
            steps.append([name, [rewrite(each) for each in arguments[0]], *arguments[1:]])
        else:
            steps.append([name, *arguments])
    query["steps"] = grouped(steps, model)
    if query.get("end", [None])[0] in ("aggregate", "update"):
        query["end"][1] = {key: expression(node, model) for key, node in query["end"][1].items()}
    return query


def grouped(steps, model):
    """The steps with the conditions before an annotation with an aggregate as a question about keys."""
    for index, (name, *arguments) in enumerate(steps):
        if name not in ("filter", "exclude", "annotate"):
            return steps
        if name == "annotate" and any("aggregate" in node for node in arguments[0].values()):
            before = [step for step in steps[:index] if step[0] != "annotate"]
            if not before or len(before) < index:
                return steps
            keys = {"query": {"model": model, "steps": before + [["values", ["id"]]]}}
            return [["filter", {"lookup": "id__in", "right": keys}]] + steps[index:]
    return steps


def never(node):
    """Whether a condition can hold for no row."""
    if "and" in node:
        return any(never(each) for each in node["and"])
    if "or" in node:
        return all(never(each) for each in node["or"])
    if "xor" in node:
        return all(never(each) for each in node["xor"])
    return node.get("lookup", "").endswith("__in") and node["right"].get("value") == []


def positive(node, model):
    """A condition outside of negations."""
    for key in ("and", "or"):
        if key in node:
            return {key: [positive(each, model) for each in node[key]]}
    if "xor" in node:
        return {"xor": [counted(each, model) for each in node["xor"]]}
    if "not" in node:
        return {"not": negated(node["not"], model)}
    return leaf(node, model)


def leaf(node, model):
    if "exists" in node:
        return {"exists": rewrite(node["exists"])}
    if "compare" in node:
        return {**node, "left": expression(node["left"], model), "right": expression(node["right"], model)}
    if "query" in node.get("right", {}):
        return {**node, "right": {"query": rewrite(node["right"]["query"])}}
    return node


def negated(node, model):
    """A condition under a negation: a question about the same row."""
    for key in ("and", "or", "xor"):
        if key in node:
            return {key: [negated(each, model) for each in node[key]]}
    if "not" in node:
        return {"not": negated(node["not"], model)}
    if "exists" in node:
        return {"exists": rewrite(node["exists"])}
    steps = [["filter", {"lookup": "pk", "right": {"outer": "pk"}}], ["filter", deeper(leaf(node, model))]]
    return {"exists": {"model": model, "steps": steps}}


def counted(node, model):
    """An operand of XOR, which counts as false where it is NULL."""
    for key in ("and", "or", "xor"):
        if key in node:
            return {key: [counted(each, model) for each in node[key]]}
    if "not" in node:
        return {"not": negated(node["not"], model)}
    if "exists" in node:
        return {"exists": rewrite(node["exists"])}
    case = {"case": [{"when": leaf(node, model), "then": TRUE}], "else": FALSE, "type": "boolean"}
    return {"compare": "exact", "left": case, "right": TRUE}


def deeper(node):
    """A condition one query further inside: what it says of the query around is one level further away."""
    if isinstance(node, list):
        return [deeper(each) for each in node]
    if not isinstance(node, dict):
        return node
    if "outer" in node:
        return {**node, "levels": node.get("levels", 1) + 1}
    return {key: each if key in ("exists", "query", "subquery") else deeper(each) for key, each in node.items()}


def expression(node, model):
    """An expression, with the conditions in it."""
    if isinstance(node, list):
        return [expression(each, model) for each in node]
    if not isinstance(node, dict):
        return node
    if "condition" in node:
        return {"case": [{"when": positive(node["condition"], model), "then": TRUE}], "else": FALSE, "type": "boolean"}
    made = {}
    for key, each in node.items():
        if key in ("exists", "subquery", "query"):
            made[key] = rewrite(each)
        elif key in ("when", "filter") and each is not None:
            made[key] = positive(each, model)
        else:
            made[key] = expression(each, model)
    return made
