// The form of named expressions in JSON. NamesAtRunTime.md describes it.

/// The version of the form, for readers of later ones.
enum NamedForm {
  static let version = 1
  /// How deep the form may be nested, so that no input exhausts the stack.
  static let maximumDepth = 200

  /// Refuses input that is nested too deep.
  static func checkDepth(_ decoder: any Decoder) throws {
    guard decoder.codingPath.count > maximumDepth else { return }
    throw corrupted("An expression is nested too deep.", decoder.codingPath)
  }

  /// Refuses a form of a later version.
  static func checkVersion(_ container: KeyedDecodingContainer<NamedKey>) throws {
    guard let version = try container.decodeIfPresent(Int.self, forKey: "version"), version > NamedForm.version else {
      return
    }
    throw corrupted(
      "The form has a later version; this program reads version \(NamedForm.version).", container.codingPath)
  }

  static func corrupted(_ message: String, _ path: [any CodingKey]) -> DecodingError {
    DecodingError.dataCorrupted(DecodingError.Context(codingPath: path, debugDescription: message))
  }
}

/// A key of the form.
struct NamedKey: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init(stringLiteral value: String) { stringValue = value }
  init?(intValue: Int) { nil }
}

extension NamedExpression: Codable {
  /// Encodes the expression. An object is encoded as its key.
  ///
  /// - Throws: `EncodingError` for an expression that contains a query made with typed closures, or a value that no
  ///   column can hold.
  public func encode(to encoder: any Encoder) throws {
    switch node {
    case .value(let value): return try NamedValueForm.encode(value, to: encoder)
    case .list(let items):
      var container = encoder.unkeyedContainer()
      return try container.encode(contentsOf: items)
    case .object(let argument):
      let key = type(of: argument.object).schema.keyIndex
      return try NamedValueForm.encode(argument.object.databaseValue(at: key), to: encoder)
    case .unstorable, .request:
      let problem =
        "A query made with typed closures, and a value that no column can hold, cannot be encoded; use NamedQuery."
      throw EncodingError.invalidValue(
        self, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: problem))
    case .name, .outer, .text, .match, .lookup, .call, .all, .any, .exclusiveOr, .not, .conditional, .aggregate,
      .window, .query, .sql:
      break
    }
    var container = encoder.container(keyedBy: NamedKey.self)
    if encoder.codingPath.isEmpty { try container.encode(NamedForm.version, forKey: "version") }
    try encode(to: &container)
  }

  private func encode(to container: inout KeyedEncodingContainer<NamedKey>) throws {
    switch node {
    case .name(let name): try container.encode(name, forKey: "field")
    case .outer(let name, let levels):
      try container.encode(name, forKey: "outer")
      if levels != 1 { try container.encode(levels, forKey: "levels") }
    case .text(let text): try container.encode(text, forKey: "text")
    case .match(let name, let operand):
      try container.encode(name, forKey: "match")
      try container.encode(operand, forKey: "value")
    case .lookup(let subject, let name, let operand):
      try container.encode(name, forKey: "lookup")
      try container.encode(subject, forKey: "of")
      try container.encode(operand, forKey: "value")
    case .call(let name, let arguments):
      try container.encode(name, forKey: "call")
      try container.encode(arguments, forKey: "of")
    case .all(let terms): try container.encode(terms, forKey: "all")
    case .any(let terms): try container.encode(terms, forKey: "any")
    case .exclusiveOr(let lhs, let rhs): try container.encode([lhs, rhs], forKey: "xor")
    case .not(let inner): try container.encode(inner, forKey: "not")
    case .conditional(let cases, let otherwise):
      try container.encode(cases, forKey: "case")
      try container.encodeIfPresent(otherwise, forKey: "else")
    case .aggregate(let call): try call.encode(to: &container)
    case .window(let call): try call.encode(to: &container)
    case .query(let query, let form): try container.encode(query, forKey: NamedKey(stringValue: form.rawValue))
    case .sql(let text): try container.encode(text, forKey: "sql")
    case .value, .list, .object, .unstorable, .request: break
    }
  }

  /// Decodes an expression.
  ///
  /// Keys that are not known are ignored. Names are not looked up here, but when the expression is used.
  ///
  /// - Throws: `DecodingError` for a form that is none of an expression, is nested too deep, or has a later version.
  public init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    if let container = try? decoder.container(keyedBy: NamedKey.self) {
      self = try NamedExpression.decode(from: container)
    } else if var container = try? decoder.unkeyedContainer() {
      var items: [NamedExpression] = []
      while !container.isAtEnd { items.append(try container.decode(NamedExpression.self)) }
      self = .list(items)
    } else {
      self.init(.value(try NamedValueForm.decodeScalar(from: decoder)))
    }
  }

  /// The keys of which an expression has one.
  private static let kinds: [NamedKey] = [
    "field", "outer", "text", "match", "lookup", "call", "all", "any", "xor", "not", "case", "aggregate", "window",
    "exists", "scalar", "count", "rows", "sql",
  ]

  private static func decode(from container: KeyedDecodingContainer<NamedKey>) throws -> NamedExpression {
    try NamedForm.checkVersion(container)
    let found = (kinds + NamedValueForm.kinds).filter(container.contains)
    guard let kind = found.first, found.count == 1 else {
      let names = (kinds + NamedValueForm.kinds).map(\.stringValue).joined(separator: ", ")
      throw NamedForm.corrupted("An expression has one of the keys \(names).", container.codingPath)
    }
    if let form = NamedQueryForm(rawValue: kind.stringValue) {
      return NamedExpression(.query(try container.decode(NamedQuery.self, forKey: kind), form))
    }
    if NamedValueForm.kinds.contains(where: { $0.stringValue == kind.stringValue }) {
      return NamedExpression(.value(try NamedValueForm.decode(kind, from: container)))
    }
    switch kind.stringValue {
    case "field": return NamedExpression(.name(try container.decode(String.self, forKey: kind)))
    case "outer":
      let levels = try container.decodeIfPresent(Int.self, forKey: "levels") ?? 1
      return NamedExpression(.outer(try container.decode(String.self, forKey: kind), levels: levels))
    case "text": return NamedExpression(.text(try container.decode(String.self, forKey: kind)))
    case "match":
      let operand = try container.decode(NamedExpression.self, forKey: "value")
      return NamedExpression(.match(try container.decode(String.self, forKey: kind), operand))
    case "lookup":
      let subject = try container.decode(NamedExpression.self, forKey: "of")
      let operand = try container.decode(NamedExpression.self, forKey: "value")
      return NamedExpression(.lookup(subject, try container.decode(String.self, forKey: kind), operand))
    case "call":
      let arguments = try container.decodeIfPresent([NamedExpression].self, forKey: "of") ?? []
      return NamedExpression(.call(try container.decode(String.self, forKey: kind), arguments))
    case "all": return NamedExpression(.all(try container.decode([NamedExpression].self, forKey: kind)))
    case "any": return NamedExpression(.any(try container.decode([NamedExpression].self, forKey: kind)))
    case "xor":
      let terms = try container.decode([NamedExpression].self, forKey: kind)
      guard terms.count == 2 else { throw NamedForm.corrupted("\"xor\" has two terms.", container.codingPath) }
      return NamedExpression(.exclusiveOr(terms[0], terms[1]))
    case "not": return NamedExpression(.not(try container.decode(NamedExpression.self, forKey: kind)))
    case "case":
      return NamedExpression(
        .conditional(
          try container.decode([NamedCase].self, forKey: kind),
          otherwise: try container.decodeIfPresent(NamedExpression.self, forKey: "else")))
    case "sql": return NamedExpression(.sql(try container.decode(String.self, forKey: kind)))
    case "window": return NamedExpression(.window(try NamedWindowCall(from: container)))
    default: return NamedExpression(.aggregate(try NamedAggregateCall(from: container)))
    }
  }
}

extension NamedCase: Codable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(condition, forKey: "when")
    try container.encode(result, forKey: "then")
  }

  package init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    let container = try decoder.container(keyedBy: NamedKey.self)
    condition = try container.decode(NamedExpression.self, forKey: "when")
    result = try container.decode(NamedExpression.self, forKey: "then")
  }
}

extension NamedAggregateCall {
  fileprivate func encode(to container: inout KeyedEncodingContainer<NamedKey>) throws {
    try container.encode(name, forKey: "aggregate")
    try container.encode(arguments, forKey: "of")
    if isDistinct { try container.encode(true, forKey: "distinct") }
    try container.encodeIfPresent(filter, forKey: "filter")
    try container.encodeIfPresent(fallback, forKey: "default")
    if !order.isEmpty { try container.encode(order, forKey: "order") }
  }

  fileprivate init(from container: KeyedDecodingContainer<NamedKey>) throws {
    name = try container.decode(String.self, forKey: "aggregate")
    arguments = try container.decodeIfPresent([NamedExpression].self, forKey: "of") ?? []
    isDistinct = try container.decodeIfPresent(Bool.self, forKey: "distinct") ?? false
    filter = try container.decodeIfPresent(NamedExpression.self, forKey: "filter")
    // NULL as a default is not the same as none.
    fallback =
      container.contains("default") ? try container.decode(NamedExpression.self, forKey: "default") : nil
    order = try container.decodeIfPresent([NamedOrdering].self, forKey: "order") ?? []
  }
}
