// The form of named queries in JSON. NamesAtRunTime.md describes it.

extension NamedQuery: Codable {
  /// Encodes the query.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    if encoder.codingPath.isEmpty { try container.encode(NamedForm.version, forKey: "version") }
    try container.encode(model, forKey: "model")
    if !steps.isEmpty { try container.encode(steps, forKey: "steps") }
    try container.encodeIfPresent(timeZone, forKey: "timeZone")
  }

  /// Decodes a query. Names are not looked up here, but when the query is used.
  ///
  /// - Throws: `DecodingError` for a form that is none of a query, is nested too deep, or has a later version.
  public init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    let container = try decoder.container(keyedBy: NamedKey.self)
    try NamedForm.checkVersion(container)
    self.init(
      try container.decode(String.self, forKey: "model"),
      steps: try container.decodeIfPresent([Step].self, forKey: "steps") ?? [],
      timeZone: try container.decodeIfPresent(String.self, forKey: "timeZone"))
  }
}

extension NamedQuery.Step: Codable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    switch self {
    case .filter(let condition): try container.encode(condition, forKey: "filter")
    case .exclude(let condition): try container.encode(condition, forKey: "exclude")
    case .annotate(let column): try container.encode(column, forKey: "annotate")
    case .alias(let column): try container.encode(column, forKey: "alias")
    case .values(let columns): try container.encode(columns, forKey: "values")
    case .order(let terms): try container.encode(terms, forKey: "order")
    case .distinct: try container.encode([String](), forKey: "distinct")
    case .distinctOn(let names): try container.encode(names, forKey: "distinct")
    case .slice(let lower, let upper): try container.encode([lower] + (upper.map { [$0] } ?? []), forKey: "slice")
    case .reversed: try container.encode(true, forKey: "reversed")
    case .none: try container.encode(true, forKey: "none")
    case .combined(let operation, let queries, let isAll):
      try container.encode(queries, forKey: NamedKey(stringValue: operation.rawValue))
      if isAll { try container.encode(true, forKey: "all") }
    }
  }

  private static let kinds: [NamedKey] = [
    "filter", "exclude", "annotate", "alias", "values", "order", "distinct", "slice", "reversed", "none",
    "union", "intersection", "difference",
  ]

  package init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    let container = try decoder.container(keyedBy: NamedKey.self)
    let found = Self.kinds.filter(container.contains)
    guard let kind = found.first, found.count == 1 else {
      let names = Self.kinds.map(\.stringValue).joined(separator: ", ")
      throw NamedForm.corrupted("A step of a query has one of the keys \(names).", container.codingPath)
    }
    switch kind.stringValue {
    case "filter": self = .filter(try container.decode(NamedExpression.self, forKey: kind))
    case "exclude": self = .exclude(try container.decode(NamedExpression.self, forKey: kind))
    case "annotate": self = .annotate(try container.decode(NamedColumn.self, forKey: kind))
    case "alias": self = .alias(try container.decode(NamedColumn.self, forKey: kind))
    case "values": self = .values(try container.decode([NamedColumn].self, forKey: kind))
    case "order": self = .order(try container.decode([NamedOrdering].self, forKey: kind))
    case "distinct":
      let names = try container.decode([String].self, forKey: kind)
      self = names.isEmpty ? .distinct : .distinctOn(names)
    case "slice":
      let bounds = try container.decode([Int].self, forKey: kind)
      guard (1...2).contains(bounds.count) else {
        throw NamedForm.corrupted("\"slice\" has a lower bound and perhaps an upper one.", container.codingPath)
      }
      self = .slice(from: bounds[0], to: bounds.count == 2 ? bounds[1] : nil)
    case "reversed": self = .reversed
    case "none": self = .none
    default:
      self = .combined(
        NamedSetOperation(rawValue: kind.stringValue) ?? .union, try container.decode([NamedQuery].self, forKey: kind),
        isAll: try container.decodeIfPresent(Bool.self, forKey: "all") ?? false)
    }
  }
}

extension NamedColumn: Codable {
  /// Encodes the column: a path is its text.
  public func encode(to encoder: any Encoder) throws {
    if isPath {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    } else {
      var container = encoder.container(keyedBy: NamedKey.self)
      try container.encode(name, forKey: "name")
      try container.encode(expression, forKey: "value")
    }
  }

  /// Decodes a column.
  public init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    if let container = try? decoder.container(keyedBy: NamedKey.self) {
      let name = try container.decode(String.self, forKey: "name")
      self.init(name, try container.decode(NamedExpression.self, forKey: "value"))
    } else {
      self.init(try decoder.singleValueContainer().decode(String.self))
    }
  }
}

extension NamedOrdering: Codable {
  /// The text that stands for the term; nil if it takes more than a name and a direction.
  private var text: String? {
    guard let expression else { return "?" }
    guard case .name(let name) = expression.node, nulls == nil, !name.hasPrefix("-"), name != "?" else { return nil }
    return (isDescending ? "-" : "") + name
  }

  /// Encodes the term: a field is its name, with a minus sign before it if the order is descending.
  public func encode(to encoder: any Encoder) throws {
    if let text {
      var container = encoder.singleValueContainer()
      return try container.encode(text)
    }
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode(expression, forKey: "by")
    if isDescending { try container.encode(true, forKey: "descending") }
    try container.encodeIfPresent(nulls, forKey: "nulls")
  }

  /// Decodes a term.
  public init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    if let container = try? decoder.container(keyedBy: NamedKey.self) {
      self.init(
        key: try container.decode(NamedExpression.self, forKey: "by"),
        descending: try container.decodeIfPresent(Bool.self, forKey: "descending") ?? false,
        nulls: try container.decodeIfPresent(Nulls.self, forKey: "nulls"))
    } else {
      self.init(name: try decoder.singleValueContainer().decode(String.self))
    }
  }
}
