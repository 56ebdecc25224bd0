"""Makes random specifications. The same seed gives the same specifications."""

import random

# name: (type, may be NULL)
COLUMNS = {
    "Blog": {"id": ("integer", False), "name": ("text", False), "tagline": ("text", True)},
    "Author": {"id": ("integer", False), "name": ("text", False), "born": ("date", True)},
    "Topic": {"id": ("integer", False), "name": ("text", False)},
    "Entry": {
        "id": ("integer", False), "headline": ("text", False), "note": ("text", True), "rating": ("integer", False),
        "score": ("float", True), "price": ("decimal", True), "featured": ("boolean", False),
        "published": ("moment", True), "day": ("date", False),
    },
    "Comment": {"id": ("integer", False), "text": ("text", False), "likes": ("integer", True), "written": ("moment", False)},
    "Profile": {"id": ("integer", False), "site": ("text", False), "rank": ("integer", True)},
    "Editing": {"id": ("integer", False), "since": ("date", True)},
}

# To at most one row: foreign keys, and both ends of a one-to-one relation.
FORWARD = {
    "Blog": {}, "Author": {"profile": "Profile"}, "Topic": {"parent": "Topic"},
    "Entry": {"blog": "Blog", "reviewer": "Author", "topic": "Topic"},
    "Comment": {"entry": "Entry", "author": "Author"}, "Profile": {"author": "Author"},
    "Editing": {"blog": "Blog", "author": "Author"},
}
# To any number of rows: foreign keys backwards, and both ends of a many-to-many relation.
BACKWARD = {
    "Blog": {"entry": "Entry", "editors": "Author", "editing": "Editing"},
    "Author": {"review": "Entry", "comment": "Comment", "edited": "Blog"},
    "Topic": {"child": "Topic", "entry": "Entry"}, "Entry": {"remark": "Comment"}, "Comment": {}, "Profile": {},
    "Editing": {},
}
KEYS = {
    "Blog": [], "Author": ["profile"], "Topic": ["parent"], "Entry": ["blog", "reviewer", "topic"],
    "Comment": ["entry", "author"], "Profile": ["author"], "Editing": ["blog", "author"],
}

SAMPLES = {
    "integer": [-3, 0, 1, 2, 3, 5, 7, 1000], "float": [-1.5, 0.0, 0.25, 2.5, 3.0], "boolean": [True, False],
    "decimal": ["-1.50", "0.00", "2.50", "9.99", "10"],
    "text": ["Lennon", "lennon", "e", "a", "", "%", "_", "Ä", "ä", "Hello", "\u00e9", "\\", "'", "topic 1", "pop", "Beatles"],
    "date": ["2004-01-01", "2005-12-28", "2006-06-02", "2008-02-01", "1950-05-05"],
    "moment": ["2005-12-31T23:30:00+00:00", "2008-03-30T01:00:00+00:00", "2009-01-01T00:00:00+00:00", "1969-12-31T23:59:59.500000+00:00"],
}
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]
LOOKUPS = {
    "integer": ["exact", "gt", "gte", "lt", "lte", "in", "range"], "float": ["exact", "gt", "gte", "lt", "lte", "in", "range"],
    "decimal": ["exact", "gt", "gte", "lt", "lte", "in", "range"], "boolean": ["exact"],
    "text": ["exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "in", "gt", "lte", "regex", "iregex"],
    "date": ["exact", "gt", "gte", "lt", "lte", "in", "range"], "moment": ["exact", "gt", "gte", "lt", "lte", "in", "range"],
}
# What Python, PostgreSQL and Kindred take for the same.
PATTERNS = ["^L", "n$", "^.$", "[a-c]", "[0-9]+%", "o{1,2}", "^(Pop|beatles)$", "e.*o", "^[^a-z]*$", "\\\\", "Ä|ä"]
DATE_PARTS = ["year", "iso_year", "quarter", "month", "week", "week_day", "iso_week_day", "day"]
TIME_PARTS = ["hour", "minute", "second"]
DAY_UNITS = ["year", "quarter", "month", "week", "day"]
CLOCK_UNITS = ["hour", "minute", "second"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, share):
        return self.random.random() < share

    def pick(self, choices):
        return self.random.choice(list(choices))

    # Paths

    def path(self, model, many=True, depth=2):
        """A relation path and the model at its end; ("", model) for the model itself."""
        names, many_passed = [], False
        while depth and self.chance(0.45):
            hops = dict(FORWARD[model])
            if many:
                hops.update(BACKWARD[model])
            if not hops:
                break
            name = self.pick(hops)
            many_passed = many_passed or name in BACKWARD[model]
            names.append(name)
            model = hops[name]
            depth -= 1
        return "__".join(names), model, many_passed

    def column(self, model, kinds=None, many=True, depth=2):
        """A column's path, its type, and whether it may be NULL."""
        for _ in range(50):
            prefix, end, passed = self.path(model, many, depth)
            choices = {name: type for name, type in COLUMNS[end].items() if kinds is None or type[0] in kinds}
            if choices:
                name = self.pick(choices)
                kind, nullable = choices[name]
                return (prefix + "__" if prefix else "") + name, kind, nullable or bool(prefix), passed
        raise LookupError(f"{model} has no column of {kinds}")

    def literal(self, kind):
        return {"value": self.pick(SAMPLES[kind]), "type": kind}

    # Conditions

    def condition(self, model, depth=2, many=True):
        if depth and self.chance(0.45):
            kind = self.pick(["and", "or", "not", "and", "or", "xor"])
            if kind == "not":
                return {"not": self.condition(model, depth - 1, many)}
            return {kind: [self.condition(model, depth - 1, many) for _ in range(2)]}
        choice = self.random.random()
        if choice < 0.1:
            return self.null_test(model, many)
        if choice < 0.18:
            return self.date_part(model, many)
        if choice < 0.26:
            return self.with_column(model, many)
        if choice < 0.33:
            return self.compared(model)
        if choice < 0.4:
            return {"exists": self.inner(model)}
        if choice < 0.46:
            return self.in_query(model, many)
        return self.lookup(model, many)

    def lookup(self, model, many):
        path, kind, _, _ = self.column(model, many=many)
        name = self.pick(LOOKUPS[kind])
        if name in ("regex", "iregex"):
            right = {"value": self.pick(PATTERNS), "type": "text"}
        elif name == "in":
            right = {"value": [self.literal(kind) for _ in range(self.random.randrange(4))], "type": "list"}
        elif name == "range":
            low, high = sorted([self.literal(kind), self.literal(kind)], key=lambda each: sortable(each))
            right = {"value": [low, high], "type": "list"}
        else:
            right = self.literal(kind)
        return {"lookup": f"{path}__{name}", "right": right}

    def null_test(self, model, many):
        prefix, end, _ = self.path(model, many)
        names = [name for name, (_, nullable) in COLUMNS[end].items() if nullable] + KEYS[end] + ["id"]
        name = self.pick(names)
        return {"lookup": (prefix + "__" if prefix else "") + name + "__isnull", "right": {"value": self.chance(0.5), "type": "boolean"}}

    def date_part(self, model, many):
        for _ in range(20):
            try:
                path, kind, _, _ = self.column(model, ["date", "moment"], many)
                break
            except LookupError:
                return self.lookup(model, many)
        part = self.pick(DATE_PARTS + (TIME_PARTS if kind == "moment" else []))
        number = {"year": [2004, 2005, 2006, 2008], "iso_year": [2004, 2005, 2006, 2009]}.get(part, [1, 2, 3, 12, 23, 30, 52])
        return {"lookup": f"{path}__{part}__{self.pick(['exact', 'gt', 'lte'])}", "right": {"value": self.pick(number), "type": "integer"}}

    def with_column(self, model, many):
        path, kind, _, _ = self.column(model, ["integer", "text", "date"], many)
        if all(type != kind for type, _ in COLUMNS[model].values()):
            return self.lookup(model, many)
        other, _, _, _ = self.column(model, [kind], many=False)
        name = self.pick(["exact", "gt", "lte"])
        return {"lookup": f"{path}__{name}", "right": {"field": other}}

    def compared(self, model):
        kind = self.pick(["integer", "text"])
        return {"compare": self.pick(["exact", "gt", "gte", "lt", "lte"]), "left": self.expression(model, kind), "right": self.expression(model, kind)}

    def in_query(self, model, many):
        path, end, _ = self.path(model, many)
        inner = {"model": end, "steps": [["filter", self.condition_of_columns(end)], ["values", ["id"]]]}
        return {"lookup": (path + "__" if path else "") + "id__in", "right": {"query": inner}}

    def condition_of_columns(self, model):
        parts = [self.lookup(model, False) for _ in range(self.random.randrange(1, 3))]
        return parts[0] if len(parts) == 1 else {self.pick(["and", "or"]): parts}

    def inner(self, model):
        """A query about related rows of the outer one."""
        hops = [(end, name) for end, names in FORWARD.items() for name, target in names.items() if target == model]
        if not hops or self.chance(0.2):
            end = self.pick(COLUMNS)
            return {"model": end, "steps": [["filter", {"and": [self.lookup(end, False), {"lookup": "id__lte", "right": {"outer": "id"}}]}]]}
        end, name = self.pick(hops)
        steps = [["filter", {"lookup": name, "right": {"outer": "pk"}}]]
        if self.chance(0.7):
            steps.append([self.pick(["filter", "filter", "exclude"]), self.condition(end, 1)])
        return {"model": end, "steps": steps}

    # Expressions

    def expression(self, model, kind, depth=2):
        """An expression without aggregates, over columns of at most one row each."""
        if not depth or self.chance(0.35):
            if self.chance(0.2):
                return self.literal(kind)
            try:
                return {"field": self.column(model, [kind], many=False)[0]}
            except LookupError:
                return self.literal(kind)
        again = lambda other=kind: self.expression(model, other, depth - 1)
        common = self.random.random()
        if common < 0.2:
            return {
                "case": [{"when": self.condition(model, 1, many=False), "then": again()} for _ in range(self.random.randrange(1, 3))],
                "else": again() if self.chance(0.7) else None, "type": kind,
            }
        if common < 0.3:
            return {"function": "coalesce", "of": [again(), again()], "type": kind}
        if kind == "integer":
            match self.random.randrange(7):
                case 0: return {"op": self.pick("+-"), "of": [again(), again()], "type": kind}
                case 1: return {"op": "*", "of": [again(), self.literal("integer")], "type": kind}
                case 2: return {"function": "length", "of": [again("text")]}
                case 3: return {"function": "abs", "of": [again()]}
                case 4: return {"function": "position", "of": [again("text"), self.literal("text")]}
                case 5:
                    try:
                        path, of, _, _ = self.column(model, ["date", "moment"], many=False)
                    except LookupError:
                        return again()
                    return {"extract": self.pick(DATE_PARTS + (TIME_PARTS if of == "moment" else [])), "of": {"field": path}}
                case _: return {"function": self.pick(["greatest", "least"]), "of": [{"field": "id"}, self.literal("integer")], "type": kind}
        if kind == "text":
            match self.random.randrange(7):
                case 0: return {"function": self.pick(["lower", "upper"]), "of": [again()]}
                case 1: return {"function": self.pick(["trim", "ltrim", "rtrim"]), "of": [again()]}
                case 2: return {"function": "concat", "of": [again(), again()], "type": kind}
                case 3: return {"function": self.pick(["left", "right"]), "of": [again(), {"plain": self.random.randrange(1, 5)}]}
                case 4: return {"function": "replace", "of": [again(), self.literal("text"), self.literal("text")], "type": kind}
                case 5: return {"function": "nullif", "of": [again(), self.literal("text")], "type": kind}
                case _: return {"function": "reverse", "of": [again()]}
        return {"field": self.column(model, [kind], many=False)[0]} if kind in {k for k, _ in COLUMNS[model].values()} else self.literal(kind)

    def aggregate(self, model, over_many=True):
        path, kind, _, passed = self.column(model, ["integer", "float", "decimal"], many=over_many)
        if self.chance(0.3):
            any_path, _, _, _ = self.column(model, None, many=over_many)
            node = {"aggregate": "count", "of": {"field": any_path}}
            if self.chance(0.4):
                node["distinct"] = True
        else:
            node = {"aggregate": self.pick(["sum", "avg", "min", "max", "count"]), "of": {"field": path}}
            if node["aggregate"] == "sum" and kind == "integer" and self.chance(0.3):
                node["default"] = {"value": 0, "type": "integer"}
        if self.chance(0.25):
            node["filter"] = self.condition(model, 1, many=False)
        return node

    # Queries

    def make(self):
        shape = self.random.random()
        if shape < 0.3:
            made = self.rows()
        elif shape < 0.45:
            made = self.annotated()
        elif shape < 0.6:
            made = self.grouped()
        elif shape < 0.68:
            made = self.totals()
        elif shape < 0.76:
            made = self.windowed()
        elif shape < 0.81:
            made = self.json()
        elif shape < 0.84:
            made = self.combined()
        elif shape < 0.9:
            made = self.changed()
        elif shape < 0.94:
            made = self.deleted()
        else:
            made = self.counted()
        made["zone"] = self.pick(ZONES)
        return made

    def filters(self, model, most=3, many=True):
        return [[self.pick(["filter", "filter", "exclude"]), self.condition(model, 2, many)] for _ in range(self.random.randrange(most + 1))]

    def sliced(self, steps, share=0.3):
        if self.chance(share):
            low = self.random.randrange(4)
            steps.append(["slice", low, low + self.random.randrange(8)])

    def ordering(self, model):
        """An ordering that leaves nothing open, of columns of the row or in front of it."""
        order = []
        for _ in range(self.random.randrange(3)):
            path, kind, nullable, _ = self.column(model, ["integer", "date", "text"], many=False)
            node = {"by": {"field": path}, "descending": self.chance(0.5)}
            node["nulls"] = self.pick(["first", "last"])
            order.append(node)
        if self.chance(0.15):
            kind = self.pick(["integer", "text"])
            by = self.expression(model, kind)
            # Django writes a number into ORDER BY, where PostgreSQL takes it for the position of a column.
            if "value" not in by:
                order.append({"by": by, "descending": self.chance(0.5), "nulls": "last"})
        return order + [{"by": {"field": "id"}, "descending": self.chance(0.3), "nulls": None}]

    def rows(self):
        model = self.pick(["Blog", "Blog", "Entry", "Entry", "Author", "Author", "Comment", "Topic", "Profile", "Editing"])
        steps = self.filters(model)
        distinct = self.chance(0.2)
        if distinct:
            steps.append(["distinct"])
        steps.append(["order", self.ordering(model) if not distinct else [{"by": {"field": "id"}, "descending": False, "nulls": None}]])
        if self.chance(0.15):
            steps.append(["reverse"])
        self.sliced(steps)
        return {"model": model, "steps": steps, "end": ["rows"], "names": ["id"]}

    def counted(self):
        made = self.rows()
        made["end"] = [self.pick(["count", "exists"])]
        return made

    def annotated(self):
        model = self.pick(["Blog", "Entry", "Author", "Topic"])
        steps = self.filters(model, 2)
        names, outputs = ["id"], {}
        for index in range(self.random.randrange(1, 3)):
            kind = self.pick(["integer", "text"])
            outputs[f"x{index}"] = self.pick([
                lambda: self.expression(model, kind), lambda: {"condition": self.condition(model, 1, many=False)},
                lambda: {"exists": self.inner(model)}, lambda: self.scalar(model, kind), lambda: self.truncated(model),
            ])()
        if self.chance(0.6):
            outputs["total"] = self.aggregate(model)
        steps.append(["annotate", outputs])
        names += outputs
        if "total" in outputs and self.chance(0.4):
            kind = "float" if outputs["total"]["aggregate"] == "avg" else "integer"
            steps.append(["filter", {"lookup": f"total__{self.pick(['gt', 'lte', 'isnull'])}", "right": {"value": 1, "type": kind}}])
            if steps[-1][1]["lookup"].endswith("isnull"):
                steps[-1][1]["right"] = {"value": self.chance(0.5), "type": "boolean"}
        steps.append(["order", [{"by": {"field": "id"}, "descending": self.chance(0.5), "nulls": None}]])
        self.sliced(steps)
        return {"model": model, "steps": steps, "end": ["rows"], "names": names}

    def truncated(self, model):
        try:
            path, kind, _, _ = self.column(model, ["date", "moment"], many=False)
        except LookupError:
            return {"field": "id"}
        return {"truncate": self.pick(DAY_UNITS + (CLOCK_UNITS if kind == "moment" else [])), "of": {"field": path}}

    def combined(self):
        model = self.pick(["Entry", "Comment", "Author"])
        names = ["id"] + self.random.sample([name for name, (kind, _) in COLUMNS[model].items() if kind in ("text", "integer") and name != "id"], 1)
        def part(number):
            return {"model": model, "steps": self.filters(model, 2, many=number == 0) + [["values", names]]}
        made = part(0)
        kind = self.pick(["union", "union", "intersection", "difference"])
        made["steps"].append([kind, [part(number) for number in range(1, self.random.randrange(2, 4))], kind == "union" and self.chance(0.3)])
        made["steps"].append(["order", [{"by": {"field": name}, "descending": self.chance(0.4), "nulls": "last"} for name in names]])
        self.sliced(made["steps"], 0.2)
        made.update(end=["rows"] if self.chance(0.8) else ["count"], names=names)
        return made

    def scalar(self, model, kind):
        inner = self.inner(model)
        texts = [name for name, (type, _) in COLUMNS[inner["model"]].items() if type == "text"]
        column = texts[0] if kind == "text" and texts else "id"
        inner["steps"] += [["order", [{"by": {"field": "id"}, "descending": self.chance(0.5), "nulls": None}]], ["values", [column]], ["slice", 0, 1]]
        return {"subquery": inner}

    def grouped(self):
        model = self.pick(["Entry", "Comment", "Entry", "Topic"])
        steps = self.filters(model, 2, many=False)
        by = []
        outputs = {}
        for _ in range(self.random.randrange(1, 3)):
            path, _, _, _ = self.column(model, ["integer", "text", "date", "boolean"], many=False)
            if path not in by:
                by.append(path)
        if self.chance(0.3):
            outputs["k"] = self.expression(model, self.pick(["integer", "text"]), 1)
            steps.append(["annotate", dict(outputs)])
            by.append("k")
        steps.append(["values", by])
        totals = {"n": self.aggregate(model, over_many=False)}
        if self.chance(0.4):
            totals["m"] = self.aggregate(model, over_many=False)
        steps.append(["annotate", totals])
        if self.chance(0.3):
            steps.append(["filter", {"lookup": "n__gt", "right": {"value": 1, "type": "integer"}}])
        steps.append(["order", [{"by": {"field": name}, "descending": self.chance(0.4), "nulls": "last"} for name in by]])
        self.sliced(steps, 0.2)
        return {"model": model, "steps": steps, "end": ["rows"], "names": by + list(totals)}

    def totals(self):
        model = self.pick(["Entry", "Comment", "Blog", "Author"])
        steps = self.filters(model, 2)
        if self.chance(0.2):
            steps.append(["order", [{"by": {"field": "id"}, "descending": False, "nulls": None}]])
            self.sliced(steps, 1)
        totals = {f"t{index}": self.aggregate(model, over_many=False) for index in range(self.random.randrange(1, 4))}
        return {"model": model, "steps": steps, "end": ["aggregate", totals], "names": list(totals)}

    def windowed(self):
        model = self.pick(["Entry", "Comment"])
        steps = self.filters(model, 1, many=False)
        outputs = {}
        for index in range(self.random.randrange(1, 3)):
            path, _, _, _ = self.column(model, ["integer"], many=False, depth=1)
            name = self.pick(["row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value", "last_value", "nth_value", "sum", "avg", "count", "max"])
            of = {"ntile": [{"plain": 3}], "lag": [{"field": path}, {"plain": 1}], "lead": [{"field": path}, {"plain": 2}], "nth_value": [{"field": path}, {"plain": 2}]}.get(name)
            if of is None:
                of = [{"field": path}] if name in ("first_value", "last_value", "sum", "avg", "count", "max") else []
            node = {"window": name, "of": of, "order": [{"by": {"field": "rating" if model == "Entry" else "text"}, "descending": self.chance(0.5), "nulls": None}, {"by": {"field": "id"}, "descending": False, "nulls": None}]}
            if self.chance(0.6):
                node["partition"] = [{"field": self.column(model, ["integer", "text", "boolean"], many=False, depth=1)[0]}]
            if name in ("sum", "avg", "count", "max", "first_value") and self.chance(0.5):
                node["rows"] = [self.pick([None, -2, -1, 0]), self.pick([None, 0, 1])]
            outputs[f"w{index}"] = node
        steps.append(["annotate", outputs])
        if self.chance(0.3):
            name = self.pick(outputs)
            steps.append(["filter", {"lookup": f"{name}__gte", "right": {"value": 1, "type": "integer"}}])
        steps.append(["order", [{"by": {"field": "id"}, "descending": False, "nulls": None}]])
        self.sliced(steps, 0.2)
        return {"model": model, "steps": steps, "end": ["rows"], "names": ["id"] + list(outputs)}

    def json(self):
        lookups = [
            ("document__name", self.pick(["Rex", "rex", "Bob"]), "text"), ("document__owner__name", "Bob", "text"),
            ("document__owner__age__gt", 5, "integer"), ("document__size__gte", 3, "integer"), ("document__size", 3.5, "float"),
            ("document__name__isnull", self.chance(0.5), "boolean"), ("document__owner__isnull", self.chance(0.5), "boolean"),
            ("document__has_key", self.pick(["name", "we.ird", "$", "a'b", 'q"q', "", "0", "missing"]), "text"),
            ("document__has_keys", ["name", "size"], "json"), ("document__has_any_keys", ["owner", "on"], "json"),
            ("document__tags__0", "a", "text"), ("document__tags__1__deep__1", 2, "integer"), ("document__on", self.chance(0.5), "json"),
            ("document__name__icontains", "re", "text"), ("document__isnull", self.chance(0.5), "boolean"),
            ("document__name__startswith", "R", "text"), ("document__owner", {"name": "Bob", "age": 7}, "json"),
            ("document", {"name": "Rex"}, "json"), ("document__tags", [], "json"), ("document__name__regex", "^[Rr]ex$", "text"),
            ("document__name__in", [{"value": "Rex", "type": "text"}, {"value": "Bob", "type": "text"}], "list"),
            ("document__name__iexact", "REX", "text"), ("document__name__endswith", "x", "text"),
        ]
        parts = [dict(zip(["lookup", "right"], [name, {"value": raw, "type": kind}])) for name, raw, kind in self.random.sample(lookups, self.random.randrange(1, 3))]
        condition = parts[0] if len(parts) == 1 else {self.pick(["and", "or"]): parts}
        steps = [[self.pick(["filter", "filter", "exclude"]), condition]]
        if self.chance(0.3):
            steps += self.filters("Entry", 1)
        names = ["id"]
        if self.chance(0.3):
            steps.append(["annotate", {"t": {"kt": self.pick(["document__name", "document__owner__name", "document__tags__0"])}}])
            names.append("t")
        steps.append(["order", [{"by": {"field": "id"}, "descending": False, "nulls": None}]])
        return {"model": "Entry", "steps": steps, "end": ["rows"], "names": names}

    def changed(self):
        model = self.pick(["Entry", "Comment", "Blog"])
        steps = self.filters(model, 2)
        changes = {"Entry": {"rating": "integer", "headline": "text", "note": "text"}, "Comment": {"likes": "integer", "text": "text"}, "Blog": {"tagline": "text", "name": "text"}}[model]
        assignments = {}
        for name in self.random.sample(list(changes), self.random.randrange(1, len(changes) + 1)):
            assignments[name] = self.own(model, changes[name])
        return {"model": model, "steps": steps, "end": ["update", assignments]}

    def own(self, model, kind):
        """An expression that is never NULL, of columns of the row itself."""
        columns = [name for name, (type, nullable) in COLUMNS[model].items() if type == kind and not nullable]
        field = {"field": self.pick(columns)}
        if kind == "integer":
            simple = {"op": self.pick("+-*"), "of": [field, self.literal("integer")], "type": kind}
        else:
            # On SQLite, UPPER and LOWER know the letters of ASCII only, and the look-ups of Kindred all letters.
            simple = {"function": self.pick(["reverse", "ltrim", "trim"]), "of": [field]}
        if self.chance(0.4):
            return {"case": [{"when": self.own_condition(model), "then": simple}], "else": field, "type": kind}
        return self.pick([simple, self.literal(kind), field])

    def own_condition(self, model):
        name = self.pick(COLUMNS[model])
        kind = COLUMNS[model][name][0]
        return {"lookup": f"{name}__{self.pick([each for each in LOOKUPS[kind] if each not in ('in', 'range')])}", "right": self.literal(kind)}

    def deleted(self):
        model = self.pick(["Entry", "Comment", "Blog", "Topic", "Author", "Profile", "Editing"])
        return {"model": model, "steps": self.filters(model, 2), "end": ["delete"]}


def sortable(node):
    return float(node["value"]) if node["type"] in ("decimal", "integer", "float") else node["value"]
