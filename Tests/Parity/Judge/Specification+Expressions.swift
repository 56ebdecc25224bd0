import Foundation
import Kindred

extension NamedExpression {
  /// An expression of a specification.
  init(specification node: JSONValue) throws {
    func of() throws -> [NamedExpression] {
      try (node["of"]?.elements ?? []).map { try NamedExpression(argument: $0) }
    }
    func inner(_ key: String) throws -> NamedExpression {
      guard let node = node[key] else { throw Specification.Unknown("expression", node) }
      return try NamedExpression(specification: node)
    }
    if let name = node["field"]?.string {
      self = F(name).namedExpression
    } else if let name = node["outer"]?.string {
      self = .outer(name)
    } else if node["value"] != nil {
      self = try NamedExpression(value: node)
    } else if let sign = node["op"]?.string {
      let names = ["+": "add", "-": "subtract", "*": "multiply"]
      self = .calling(names[sign] ?? sign, try of())
    } else if let name = node["function"]?.string {
      self = .calling(name == "position" ? "strindex" : name, try of())
    } else if let path = node["kt"]?.string {
      self = .function("kt", F(path))
    } else if let part = node["extract"]?.string {
      self = .calling(part, [try inner("of")])
    } else if let unit = node["truncate"]?.string {
      self = .calling("trunc", [try inner("of"), .value(unit)])
    } else if let type = node["cast"]?.string {
      let names = ["float": "double", "boolean": "bool"]
      self = .calling("cast", [try inner("of"), .value(names[type] ?? type)])
    } else if node["case"] != nil {
      self = try NamedExpression(cases: node)
    } else if node["aggregate"] != nil {
      self = try NamedExpression(aggregate: node)
    } else if let query = node["exists"] {
      self = .exists(try NamedQuery(specification: query))
    } else if let query = node["subquery"] {
      self = .scalar(try NamedQuery(specification: query))
    } else if node["window"] != nil {
      self = try NamedExpression(window: node)
    } else if let condition = node["condition"] {
      self = try NamedExpression(condition: condition)
    } else {
      throw Specification.Unknown("expression", node)
    }
  }

  /// An argument of a function, which may be a bare value.
  private init(argument node: JSONValue) throws {
    if let plain = node["plain"] {
      self = plain.int.map { .value($0) } ?? .value(plain.string ?? "")
    } else {
      self = try NamedExpression(specification: node)
    }
  }

  private static func calling(_ name: String, _ arguments: [NamedExpression]) -> NamedExpression {
    guard let first = arguments.first else { return .function(name) }
    switch arguments.count {
    case 1: return .function(name, first)
    case 2: return .function(name, first, arguments[1])
    case 3: return .function(name, first, arguments[1], arguments[2])
    default: return .function(name, first, arguments[1], arguments[2], arguments[3])
    }
  }

  private init(cases node: JSONValue) throws {
    let cases = try (node["case"]?.elements ?? []).map { each in
      (
        condition: try NamedExpression(condition: each["when"] ?? .null),
        result: try NamedExpression(specification: each["then"] ?? .null) as any NamedArgument
      )
    }
    let otherwise = node["else"].flatMap { $0 == .null ? nil : $0 }
    self = .when(cases, otherwise: try otherwise.map { try NamedExpression(specification: $0) })
  }

  private init(aggregate node: JSONValue) throws {
    let name = node["aggregate"]?.string ?? ""
    let isDistinct = node["distinct"]?.bool ?? false
    let filter = try node["filter"].map { try NamedExpression(condition: $0) }
    let fallback = try node["default"].map { try NamedExpression(value: $0) }
    guard let of = node["of"], of != "*" else {
      self = .aggregate(name, distinct: isDistinct, filter: filter, default: fallback)
      return
    }
    self = .aggregate(
      name, try NamedExpression(specification: of), distinct: isDistinct, filter: filter, default: fallback)
  }

  private init(window node: JSONValue) throws {
    let name = node["window"]?.string ?? ""
    let of = try (node["of"]?.elements ?? []).map { try NamedExpression(argument: $0) }
    let partition = try (node["partition"]?.elements ?? []).map { try NamedExpression(specification: $0) }
    let order = try (node["order"]?.elements ?? []).map { try NamedOrdering(specification: $0) }
    let frame = node["rows"].map { bounds in
      switch (bounds[0]?.int, bounds[1]?.int) {
      case (nil, nil): NamedFrame.rows(...)
      case (let start?, nil): NamedFrame.rows(start...)
      case (nil, let end?): NamedFrame.rows(...end)
      case (let start?, let end?): NamedFrame.rows(Swift.min(start, end)...Swift.max(start, end))
      }
    }
    switch of.count {
    case 0: self = .window(name, partitionBy: partition, orderBy: order, frame: frame)
    case 1: self = .window(name, of[0], partitionBy: partition, orderBy: order, frame: frame)
    default: self = .window(name, of[0], of[1], partitionBy: partition, orderBy: order, frame: frame)
    }
  }
}

// MARK: - Conditions

extension NamedExpression {
  /// A condition of a specification.
  init(condition node: JSONValue) throws {
    func terms(_ key: String) throws -> [NamedExpression] {
      try (node[key]?.elements ?? []).map { try NamedExpression(condition: $0) }
    }
    if let path = node["lookup"]?.string {
      let right = node["right"] ?? .null
      if let query = right["query"] {
        self = .match(path, NamedExpression.rows(try NamedQuery(specification: query)))
      } else {
        self = .match(path, try NamedExpression(specification: right))
      }
    } else if let name = node["compare"]?.string {
      let left = try NamedExpression(specification: node["left"] ?? .null)
      self = left.lookup(name, try NamedExpression(specification: node["right"] ?? .null))
    } else if let query = node["exists"] {
      self = .exists(try NamedQuery(specification: query))
    } else if node["and"] != nil {
      self = .all(try terms("and"))
    } else if node["or"] != nil {
      self = .any(try terms("or"))
    } else if node["xor"] != nil {
      let terms = try terms("xor")
      self = terms.dropFirst().reduce(terms[0]) { $0 ^ $1 }
    } else if let inner = node["not"] {
      self = !(try NamedExpression(condition: inner))
    } else {
      throw Specification.Unknown("condition", node)
    }
  }
}

// MARK: - Values

extension NamedExpression {
  /// A value with the name of its type.
  fileprivate init(value node: JSONValue) throws {
    guard let raw = node["value"], let type = node["type"]?.string else { throw Specification.Unknown("value", node) }
    if raw == .null && type != "json" {
      self = (Int?.none).namedExpression
      return
    }
    switch type {
    case "integer":
      guard let value = raw.int else { throw Specification.Unknown("integer", node) }
      self = .value(value)
    case "float":
      guard let value = raw.double else { throw Specification.Unknown("float", node) }
      self = .value(value)
    case "text":
      guard let value = raw.string else { throw Specification.Unknown("text", node) }
      self = .value(value)
    case "boolean":
      guard let value = raw.bool else { throw Specification.Unknown("boolean", node) }
      self = .value(value)
    case "decimal":
      guard let value = raw.string.flatMap({ Decimal(string: $0) }) else {
        throw Specification.Unknown("decimal", node)
      }
      self = .value(value)
    case "date":
      guard let value = raw.string.flatMap({ CalendarDate($0) }) else { throw Specification.Unknown("date", node) }
      self = .value(value)
    case "moment":
      guard let value = raw.string.flatMap({ Date(specification: $0) }) else {
        throw Specification.Unknown("moment", node)
      }
      self = .value(value)
    case "json":
      // A list of keys is one of texts.
      if case .array(let elements) = raw, !elements.isEmpty, elements.allSatisfy({ $0.string != nil }) {
        self = elements.compactMap(\.string).namedExpression
      } else {
        self = .value(raw)
      }
    case "list": self = try raw.elements.map { try NamedExpression(value: $0) }.namedExpression
    default: throw Specification.Unknown("type", node)
    }
  }
}

extension Date {
  /// Reads 2005-12-31T23:30:00.123456+00:00, exactly.
  package init?(specification text: String) {
    guard let value = try? FieldCodec(Date.self).parse(text), case .timestamp(let microseconds) = value else {
      return nil
    }
    self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
  }
}
