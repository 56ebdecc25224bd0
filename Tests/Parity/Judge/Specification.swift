package import Kindred

/// A query as specifications.py makes it, and what is done with its rows.
package struct Specification: Sendable {
  /// What a specification says that Kindred's side does not understand.
  struct Unknown: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ node: JSONValue) { description = "unknown \(what): \(node)" }
  }

  package let json: JSONValue

  package init(_ json: JSONValue) { self.json = json }

  var zone: String { json["zone"]?.string ?? "UTC" }
  var names: [String] { json["names"]?.elements.compactMap(\.string) ?? [] }
  var end: [JSONValue] { json["end"]?.elements ?? [] }

  /// The query of the steps.
  func query() throws -> NamedQuery { try NamedQuery(specification: json) }
}

extension JSONValue {
  var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
  var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}

extension NamedQuery {
  /// The query of a specification's steps.
  init(specification: JSONValue) throws {
    guard let model = specification["model"]?.string else { throw Specification.Unknown("query", specification) }
    var query = NamedQuery(ParityModels.name(model))
    for step in specification["steps"]?.elements ?? [] { query = try query.adding(step) }
    self = query
  }

  private func adding(_ step: JSONValue) throws -> NamedQuery {
    let argument = step[1] ?? .null
    switch step[0]?.string {
    case "filter": return filter(try NamedExpression(condition: argument))
    case "exclude": return exclude(try NamedExpression(condition: argument))
    case "annotate":
      return try argument.members.sorted { $0.key < $1.key }.reduce(self) {
        $0.annotate($1.key, try NamedExpression(specification: $1.value))
      }
    case "alias":
      return try argument.members.sorted { $0.key < $1.key }.reduce(self) {
        $0.alias($1.key, try NamedExpression(specification: $1.value))
      }
    case "values": return values(argument.elements.compactMap(\.string).map { NamedColumn($0) })
    case "order": return order(by: try argument.elements.map { try NamedOrdering(specification: $0) })
    case "reverse": return reversed()
    case "distinct": return distinct()
    case "slice": return slice(from: argument.int ?? 0, to: step[2]?.int)
    case "union", "intersection", "difference":
      let isAll = step[2]?.bool ?? false
      return try argument.elements.map { try NamedQuery(specification: $0) }.reduce(self) { query, other in
        switch step[0]?.string {
        case "union": query.union(other, all: isAll)
        case "intersection": query.intersection(other)
        default: query.difference(other)
        }
      }
    default: throw Specification.Unknown("step", step)
    }
  }
}

extension NamedOrdering {
  init(specification node: JSONValue) throws {
    guard let by = node["by"] else { throw Specification.Unknown("order", node) }
    let nulls = node["nulls"]?.string.flatMap(NamedOrdering.Nulls.init(rawValue:))
    self.init(
      try NamedExpression(specification: by), descending: node["descending"]?.bool ?? false, nulls: nulls)
  }
}
