/// Resolves named expressions against the schema of a model, or against the columns of a table.
///
/// The result is the same as what a typed closure writes: the same nodes, and so the same SQL.
struct NameResolver: Sendable {
  /// What names are looked up in.
  enum Scope: Sendable {
    /// The fields and relations of a model.
    case model(ModelSchema)
    /// The columns of a table, by the names that they have in the database.
    case table(TableNames)
  }

  /// The queried model, as a closure of so many others sees it.
  let root: RelationPath
  let scope: Scope
  /// What the query has computed under names.
  var outputs: [NamedOutput] = []
  var purpose = NamePurpose.query
  /// The resolvers of the queries around, from the innermost on.
  var enclosing: [NameResolver] = []
  /// How deep the expression being resolved is nested.
  var nesting = 0

  /// More than any useful expression needs, and little enough for the stack of a task.
  static let maximumNesting = 100

  init(_ schema: ModelSchema, at root: RelationPath) {
    scope = .model(schema)
    self.root = root
  }

  /// Resolves the checks and indexes of a table.
  init(_ table: TableNames) {
    scope = .table(table)
    root = .root
    purpose = .schema
  }

  /// The model's name, or that by which messages call the table.
  var name: String {
    switch scope {
    case .model(let schema): schema.name
    case .table(let table): table.owner
    }
  }

  /// The table's name.
  var table: String {
    switch scope {
    case .model(let schema): schema.table
    case .table(let table): table.table
    }
  }
}

/// An expression that a query has computed under a name.
struct NamedOutput: Sendable {
  let name: String
  /// Its index among the selected expressions.
  let index: Int
  let type: any FieldValue.Type
}

// MARK: - Paths

extension NameResolver {
  /// Where the relations and fields of a path lead.
  struct Target {
    var expression: DynamicExpression
    /// How many parts of the path lead there. Transforms and a look-up follow.
    var used: Int
  }

  func target(of path: NamePath) throws -> Target {
    switch scope {
    case .model(let schema): return try target(of: path, in: schema)
    case .table(let table):
      let field = try table.field(path.parts[0])
      return Target(expression: DynamicExpression(.field(root, field), field.codec.type), used: 1)
    }
  }

  /// The parts of a path. A column's name may have underscores in it.
  private func path(_ name: String) throws -> NamePath {
    switch scope {
    case .model: try NamePath(name)
    case .table(let table): try table.path(name)
    }
  }

  private func target(of path: NamePath, in schema: ModelSchema) throws -> Target {
    if let output = outputs.first(where: { $0.name == path.parts[0] || $0.name == path.text }) {
      let expression = DynamicExpression(.output(output.index, depth: root.depth), output.type)
      let used = output.name == path.parts[0] ? 1 : path.parts.count
      return Target(expression: expression, used: used)
    }
    var model = schema
    var place = root
    var found: DynamicExpression?
    var group = ""
    for (index, part) in path.parts.enumerated() {
      guard let entry = NameTable.of(model).entry(group + part) else {
        // Behind a relation, what is no field is a look-up on its key.
        if group.isEmpty, let found { return Target(expression: found, used: index) }
        throw unknownField(group + part, of: model, index, in: path)
      }
      if case .group(let prefix) = entry {
        group = prefix
        continue
      }
      group = ""
      switch entry {
      case .group: continue
      case .column(let field):
        let object = field.relation.map {
          NamedRelation(model: $0.target, field: $0.targetField, isRelation: false, path: place.following($0))
        }
        let expression = DynamicExpression(.field(place, field), field.codec.type, object: object)
        return Target(expression: expression, used: index + 1)
      case .forward(let relation):
        let field = relation.field
        let column = ExpressionNode.field(place, field)
        place = place.following(relation)
        let object = NamedRelation(
          model: relation.target, field: relation.targetField, isRelation: true, path: place)
        found = DynamicExpression(column, field.codec.type, object: object)
        model = relation.target
      case .backward(let relation):
        place = place.following(backwards: relation)
        model = relation.source
        let object = NamedRelation(model: model, field: model.key, isRelation: true, path: place)
        found = DynamicExpression(.field(place, model.key), model.key.codec.type, object: object)
      case .linked(_, let own, let other):
        let links = place.following(backwards: own)
        place = place.following(links: own, to: other)
        model = other.target
        let object = NamedRelation(model: model, field: other.targetField, isRelation: true, path: place)
        found = DynamicExpression(.field(links, other.field), other.field.codec.type, object: object)
      }
      if place.hops.count > NamePath.maximumHops {
        let problem = "follows more than \(NamePath.maximumHops) relations"
        throw KindredError(.invalidName, "The name \(NameText.quoted(path.text)) \(problem).")
      }
      if purpose == .schema, index + 1 < path.parts.count, NameTable.of(model).entry(path.parts[index + 1]) != nil {
        throw KindredError(
          .invalidName,
          "A check or an index can only use fields of its own row, so not \(NameText.quoted(path.text))."
        ) { $0.model = schema.name }
      }
    }
    guard group.isEmpty, let found else { throw unknownField(path.text, of: model, 0, in: path) }
    return Target(expression: found, used: path.parts.count)
  }

  private func unknownField(
    _ part: String, of model: ModelSchema, _ index: Int, in path: NamePath
  ) -> KindredError {
    let choices = NameTable.of(model).choices + (index == 0 ? outputs.map(\.name) : [])
    return KindredError(
      .invalidName,
      "\(model.name) has no field \(NameText.quoted(part))\(path.place(of: index))."
        + NameText.help(for: part, choices: choices)
    ) {
      $0.model = model.name
      $0.table = model.table
    }
  }

  /// The value at the end of a path, with the transforms behind its field.
  func value(_ name: String) throws -> DynamicExpression {
    let path = try path(name)
    let target = try target(of: path)
    return try transformed(target.expression, path, target.used..<path.parts.count)
  }

  private func transformed(
    _ expression: DynamicExpression, _ path: NamePath, _ parts: Range<Int>
  ) throws -> DynamicExpression {
    try parts.reduce(expression) { expression, index in
      guard let transformed = try transform(expression, path, index) else {
        throw unknownLookup(path.parts[index], behind: expression, index, in: path, isLookup: false)
      }
      return transformed
    }
  }

  /// The transform that a part of a path names; nil if there is none for the expression. Inside a document, everything
  /// else is a key or an index.
  private func transform(
    _ expression: DynamicExpression, _ path: NamePath, _ index: Int
  ) throws -> DynamicExpression? {
    guard expression.object?.isRelation != true else { return nil }
    let functions = LookupRegistry.shared.functions(named: path.parts[index])
    if let function = functions.first(where: { $0.isTransform && $0.accepts(expression.type) }) {
      return try function.apply([DynamicOperand(.expression(expression))], purpose)
    }
    guard expression.family == .json else { return nil }
    let place = JSONPathElement(name: path.parts[index])
    return DynamicExpression(.json(at: [place], of: expression.node), JSONValue.self)
  }

  private func unknownLookup(
    _ part: String, behind expression: DynamicExpression, _ index: Int, in path: NamePath, isLookup: Bool
  ) -> KindredError {
    let before = index > 0 ? NameText.quoted(path.parts[index - 1]) : "it"
    let lookups = LookupRegistry.shared.names(behind: expression)
    if let object = expression.object, object.isRelation {
      // A field of the other model is more likely than a look-up on the key.
      return KindredError(
        .invalidName,
        "\(object.model.name) has no field, and \(before) no look-up \(NameText.quoted(part))\(path.place(of: index))."
          + NameText.help(for: part, choices: NameTable.of(object.model).choices + lookups)
      ) { $0.model = object.model.name }
    }
    let kind = isLookup ? "look-up or transform" : "transform"
    return KindredError(
      .invalidName,
      "\(before) has no \(kind) \(NameText.quoted(part))\(path.place(of: index))."
        + NameText.help(for: part, choices: lookups)
    ) { $0.model = self.name }
  }
}

// MARK: - Look-ups

extension NameResolver {
  /// The condition that a path with a look-up at its end makes with an operand. Without a look-up it is `exact`.
  mutating func condition(_ name: String, _ argument: NamedExpression) throws -> ExpressionNode {
    let path = try path(name)
    let target = try target(of: path)
    let last = path.parts.count - 1
    let operand = try operand(argument)
    guard target.used <= last else { return try lookup(target.expression, "exact", operand, path) }
    let subject = try transformed(target.expression, path, target.used..<last)
    let part = path.parts[last]
    if LookupRegistry.shared.lookups(named: part).contains(where: { $0.isFor(subject) }) {
      return try lookup(subject, part, operand, path)
    }
    guard let transformed = try transform(subject, path, last) else {
      throw unknownLookup(part, behind: subject, last, in: path, isLookup: true)
    }
    return try lookup(transformed, "exact", operand, path)
  }

  /// The condition that a look-up makes.
  private func lookup(
    _ subject: DynamicExpression, _ name: String, _ operand: DynamicOperand, _ path: NamePath?
  ) throws -> ExpressionNode {
    guard let lookup = LookupRegistry.shared.lookups(named: name).first(where: { $0.isFor(subject) }) else {
      let choices = LookupRegistry.shared.names(behind: subject)
      throw KindredError(
        .invalidName,
        "There is no look-up \(NameText.quoted(name)) for \(subject.family.plural)."
          + NameText.help(for: name, choices: choices))
    }
    do {
      return try lookup.apply(subject, operand.keys(for: subject), purpose)
    } catch let error as FieldValueError {
      let code: KindredError.Code = error.isUnsavedKey ? .unsavedObject : .invalidValue
      throw KindredError(code, "The value for \(place(of: name, on: subject, path)): \(error.problem).") {
        $0.model = self.name
        $0.table = self.table
        $0.column = subject.node.field?.column
        $0.underlying = error
      }
    }
  }

  private func place(of lookup: String, on subject: DynamicExpression, _ path: NamePath?) -> String {
    if let path { return NameText.quoted(path.text) }
    let field = subject.node.field.map { " of \"\($0.name)\"" } ?? ""
    return "the look-up \(NameText.quoted(lookup))\(field)"
  }

  /// The condition that a look-up makes on an expression.
  mutating func condition(
    _ subject: NamedExpression, _ name: String, _ argument: NamedExpression
  ) throws -> ExpressionNode {
    try lookup(expression(subject), name, operand(argument), nil)
  }
}

extension ExpressionNode {
  /// The field, if the node is one.
  var field: FieldSchema? { if case .field(_, let field) = self { field } else { nil } }
}

extension DynamicOperand {
  /// The operand with keys in place of objects, for a subject that is a relation.
  func keys(for subject: DynamicExpression) throws -> DynamicOperand {
    switch form {
    case .object(let object):
      let schema = Swift.type(of: object).schema
      guard let related = subject.object, related.model === schema else {
        throw KindredError(
          .invalidQuery, "A \(schema.name) can only be compared with a relation that leads to a \(schema.name).")
      }
      let value = try object.databaseValue(at: schema.index(of: related.field) ?? schema.keyIndex)
      return DynamicOperand(.value(value))
    case .list(let items): return DynamicOperand(.list(try items.map { try $0.keys(for: subject) }))
    case .query(let request, nil):
      guard let related = subject.object, related.model === request.query.schema else {
        guard subject.object == nil, request.query.schema.key.codec.base == subject.type else {
          throw KindredError(
            .invalidQuery, "The query finds \(request.query.schema.name) objects, which cannot be compared here.")
        }
        return DynamicOperand(.column(request, request.query.schema.key))
      }
      return DynamicOperand(.column(request, related.field))
    case .expression, .value, .text, .unstorable, .query, .column: return self
    }
  }
}
