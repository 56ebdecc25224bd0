extension NameResolver {
  /// Resolves an expression.
  mutating func expression(_ named: NamedExpression) throws -> DynamicExpression {
    try enter()
    defer { nesting -= 1 }
    switch named.node {
    case .name(let name): return try value(name)
    case .outer(let name, let levels):
      guard levels > 0, enclosing.count >= levels else {
        throw KindredError(
          .invalidQuery, "The outer name \(NameText.quoted(name)) stands in no query that is inside another one.")
      }
      return try enclosing[levels - 1].value(name)
    case .value, .text, .unstorable, .object, .request, .list, .query: return try operand(named).natural()
    case .call(let name, let arguments): return try call(name, arguments)
    case .conditional(let cases, let otherwise): return try conditional(cases, otherwise)
    case .aggregate(let call): return try aggregate(call)
    case .sql(let text):
      guard case .table = scope else {
        throw KindredError(.invalidQuery, "The text of an expression can only stand in a check or an index of a table.")
      }
      return DynamicExpression(.raw(RawFragment(pieces: [.text(text)], isCondition: true), []), Bool.self)
    case .window(let call): return try window(call)
    case .match, .lookup, .all, .any, .exclusiveOr, .not:
      return DynamicExpression(try condition(named).node, Bool.self)
    }
  }

  /// Resolves an operand. Values get their type from what they are compared with.
  mutating func operand(_ named: NamedExpression) throws -> DynamicOperand {
    switch named.node {
    case .value(let value): return DynamicOperand(.value(value))
    case .text(let text): return DynamicOperand(.text(text))
    case .unstorable(let value): return DynamicOperand(.unstorable(value.error))
    case .object(let argument): return DynamicOperand(.object(argument.object))
    case .request(let argument): return DynamicOperand(.query(argument.request, argument.type))
    case .list(let items): return DynamicOperand(.list(try items.map { try operand($0) }))
    case .query(let query, let form): return try subquery(query, form)
    case .name, .outer, .call, .conditional, .aggregate, .window, .match, .lookup, .all, .any, .exclusiveOr, .not, .sql:
      return DynamicOperand(.expression(try expression(named)))
    }
  }

  /// Resolves a condition.
  mutating func condition(_ named: NamedExpression) throws -> QueryCondition {
    try enter()
    defer { nesting -= 1 }
    switch named.node {
    case .match(let name, let argument): return QueryCondition(inline: try condition(name, argument))
    case .lookup(let subject, let name, let argument):
      return QueryCondition(inline: try condition(subject, name, argument))
    case .all(let terms):
      var all = QueryCondition.always
      // Consumed, so that the conjunction grows in place.
      for term in terms {
        let next = try condition(term)
        all = (consume all) && next
      }
      return all
    case .any(let terms): return Self.disjunction(of: try terms.map { try condition($0) }[...])
    case .exclusiveOr(let lhs, let rhs): return try condition(lhs) ^ condition(rhs)
    case .not(let inner): return try !condition(inner)
    case .name, .outer, .value, .text, .unstorable, .object, .request, .list, .call, .conditional, .aggregate, .window,
      .query, .sql:
      let expression = try expression(named)
      guard expression.family == .bool else {
        throw KindredError(
          .invalidQuery, "A condition is expected; an expression that gives \(expression.family.plural) is none.")
      }
      return QueryCondition(inline: expression.node)
    }
  }

  /// Resolves a condition. An error becomes part of it, and is thrown when the query runs.
  mutating func conditionOrError(_ named: NamedExpression) -> QueryCondition {
    do {
      return try condition(named)
    } catch {
      let error = error as? KindredError ?? KindredError(.invalidQuery, "A condition by name is not valid.")
      return QueryCondition(.invalid(error))
    }
  }

  /// The disjunction of conditions. Of many, it is a tree of little depth.
  private static func disjunction(of terms: ArraySlice<QueryCondition>) -> QueryCondition {
    if terms.count <= 64 { return terms.reduce(.never) { $0 || $1 } }
    let middle = terms.startIndex + terms.count / 2
    return disjunction(of: terms[..<middle]) || disjunction(of: terms[middle...])
  }

  private mutating func enter() throws {
    nesting += 1
    guard nesting <= Self.maximumNesting else {
      throw KindredError(
        .invalidQuery, "An expression by name is nested more than \(Self.maximumNesting) levels deep.")
    }
  }
}

extension QueryCondition {
  /// A condition in the form in which a closure would have written it.
  fileprivate init(inline node: ExpressionNode) { self.init(term: .inlineForm(node)) }
}

// MARK: - Functions

/// What a function needs and did not get; the resolver adds its name.
struct NeedError: Error {
  /// What is needed, in words.
  let wanted: String
  /// What it got instead.
  let operand: DynamicOperand?

  init(_ wanted: String, _ operand: DynamicOperand? = nil) {
    self.wanted = wanted
    self.operand = operand
  }
}

extension NameResolver {
  private mutating func call(_ name: String, _ arguments: [NamedExpression]) throws -> DynamicExpression {
    let operands = try arguments.map { try operand($0) }
    let registry = LookupRegistry.shared
    let named = registry.functions(named: name)
    let fitting = named.filter { $0.arity.contains(operands.count) }
    guard let first = fitting.first else {
      try refuse(name, count: operands.count, arities: named.map(\.arity), "function", registry.functionNames)
    }
    return try describing(first.name, operands) {
      guard let function = fitting.first(where: { $0.accepts(operands) }) else {
        throw NeedError(Self.expectation(fitting.map(\.expectation)), operands.first)
      }
      return try function.apply(operands, purpose)
    }
  }

  mutating func aggregate(_ call: NamedAggregateCall) throws -> DynamicExpression {
    var options = NamedAggregate.Options(isDistinct: call.isDistinct)
    options.filter = try call.filter.map { try condition($0) }
    options.fallback = try call.fallback.map { try operand($0) }
    options.order = try call.order.flatMap { try ordering($0) }
    let operands = try call.arguments.map { try operand($0) }
    let registry = LookupRegistry.shared
    let named = registry.aggregates(named: call.name)
    let fitting = named.filter { $0.arity.contains(operands.count) }
    guard let first = fitting.first else {
      try refuse(call.name, count: operands.count, arities: named.map(\.arity), "aggregate", registry.aggregateNames)
    }
    return try describing(first.name, operands) {
      guard let aggregate = fitting.first(where: { $0.accepts(operands) }) else {
        throw NeedError(Self.expectation(fitting.map(\.expectation)), operands.first)
      }
      return try aggregate.apply(operands, options)
    }
  }

  private static func expectation(_ texts: [String]) -> String {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }.joined(separator: " or ")
  }

  func refuse(
    _ name: String, count: Int, arities: [ClosedRange<Int>], _ kind: String, _ choices: [String]
  ) throws -> Never {
    if arities.isEmpty {
      throw KindredError(
        .invalidName,
        "There is no \(kind) \(NameText.quoted(name)).\(NameText.help(for: name, choices: choices))")
    }
    let counts = arities.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
    throw KindredError(
      .invalidQuery,
      "The \(kind) \(NameText.quoted(name)) takes \(counts.joined(separator: " or ")) arguments, not \(count).")
  }

  /// Adds the name of the function to an error.
  func describing<Result>(
    _ name: String, _ operands: [DynamicOperand], _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as NeedError {
      let field =
        [error.operand].compactMap { $0 }.lazy.compactMap(\.field).first ?? operands.lazy.compactMap(\.field).first
      let place = field.map { " about \"\($0.column)\"" } ?? ""
      throw KindredError(.invalidQuery, "\"\(name)\"\(place) needs \(error.wanted).") {
        $0.model = self.name
        $0.table = self.table
        $0.column = field?.column
      }
    } catch let error as FieldValueError {
      throw KindredError(.invalidValue, "An argument of \"\(name)\": \(error.problem).") {
        $0.model = self.name
        $0.underlying = error
      }
    }
  }
}

extension NamedFunction {
  fileprivate func accepts(_ operands: [DynamicOperand]) -> Bool { operands.first?.naturalType.map(accepts) ?? true }
}

extension NamedAggregate {
  fileprivate func accepts(_ operands: [DynamicOperand]) -> Bool { operands.first?.naturalType.map(accepts) ?? true }
}

extension DynamicOperand {
  /// The first field in the operand.
  fileprivate var field: FieldSchema? {
    guard case .expression(let expression) = form else { return nil }
    return expression.node.first { $0.field }
  }
}

// MARK: - Conditionals, queries, order

extension NameResolver {
  private mutating func conditional(_ cases: [NamedCase], _ otherwise: NamedExpression?) throws -> DynamicExpression {
    guard !cases.isEmpty else { throw KindredError(.invalidQuery, "A conditional expression has no cases.") }
    var conditions: [QueryCondition] = []
    var results: [DynamicOperand] = []
    for term in cases {
      conditions.append(try condition(term.condition))
      results.append(try operand(term.result))
    }
    if let otherwise { results.append(try operand(otherwise)) }
    // What expressions give decides; values take the same type.
    let expressions = results.filter { if case .expression = $0.form { true } else { false } }
    guard let type = (expressions + results).lazy.compactMap(\.naturalType).first else {
      throw KindredError(.invalidQuery, "A conditional expression has only NULL as its results, which has no type.")
    }
    var operands: [ExpressionNode] = []
    do {
      let nodes = try results.map { try $0.expression(as: type).node }
      for (condition, node) in zip(conditions, nodes) { operands += [condition.node, node] }
      if otherwise != nil { operands += nodes.suffix(1) }
    } catch let error as FieldValueError {
      throw KindredError(.invalidValue, "A result of a conditional expression: \(error.problem).") {
        $0.underlying = error
      }
    }
    return DynamicExpression(.operation(.conditional, operands), type)
  }

  private mutating func subquery(_ query: NamedQuery, _ form: NamedQueryForm) throws -> DynamicOperand {
    guard purpose == .query else {
      throw KindredError(.invalidQuery, "A check or an index cannot contain a query.") { $0.model = self.name }
    }
    let named = try query.request(inside: [self] + enclosing)
    try named.request.query.check()
    switch form {
    case .exists: return DynamicOperand(.expression(DynamicExpression(named.request.hasRows, Bool.self)))
    case .count: return DynamicOperand(.expression(DynamicExpression(named.request.rowCount, Int.self)))
    case .scalar, .rows:
      let columns = named.columns
      if named.request.selection == nil || (named.hasObjects && columns.isEmpty) {
        return DynamicOperand(.query(named.request, nil))
      }
      guard columns.count == 1, !named.hasObjects, let column = columns.first else {
        throw KindredError(
          .invalidQuery, "A query inside an expression selects one column; this one selects \(columns.count).")
      }
      if form == .rows { return DynamicOperand(.query(named.request, column.type)) }
      return DynamicOperand(.expression(DynamicExpression(named.request.scalar, column.type)))
    }
  }

  /// The terms that an order by name stands for. A relation is ordered as its model is.
  mutating func ordering(_ term: NamedOrdering) throws -> [QueryOrdering] {
    guard let named = term.expression else { return [.random] }
    let expression = try expression(named)
    let nulls: QueryOrdering.Nulls? =
      switch term.nulls {
      case .first: .first
      case .last: .last
      case nil: nil
      }
    guard let object = expression.object, object.isRelation else {
      return [QueryOrdering(.expression(expression.node), descending: term.isDescending, nulls: nulls)]
    }
    var terms = object.model.orderingTerms(at: object.path)
    if terms.isEmpty {
      // The foreign key holds the other model's primary key, unless the relation names another field.
      let isKey = object.field === object.model.key
      terms = [QueryOrdering(.expression(isKey ? expression.node : .field(object.path, object.model.key)))]
    }
    let directed = term.isDescending ? terms.map(\.reversed) : terms
    return directed.map { QueryOrdering($0.key, descending: $0.isDescending, nulls: nulls ?? $0.nulls) }
  }
}
