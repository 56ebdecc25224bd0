import Foundation
package import Kindred

extension ParityModels {
  /// Makes the tables, and the rows that kept.json has.
  package static func fill(_ database: Database, from file: String) async throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let tables = JSONValue(json: text)?["tables"]?.members ?? [:]
    try await database.createTables(for: all)
    for model in all {
      guard let table = tables[plainName(model.schema.name)] else { continue }
      // Django names the column of a foreign key, Kindred the property.
      let names = (table["names"]?.elements ?? []).compactMap(\.string).map {
        $0.hasSuffix("_id") ? String($0.dropLast(3)) : $0
      }
      let rows = (table["rows"]?.elements ?? []).map { row in
        Dictionary(zip(names, row.elements.map { DatabaseValue(plain: $0) })) { first, _ in first }
      }
      try await insert(rows, of: model, on: database)
    }
  }

  private static func insert<M: Model>(
    _ rows: [[String: DatabaseValue]], of model: M.Type, on database: Database
  ) async throws {
    try await M.objects.using(database).bulkCreate(try rows.map { try M(values: $0) })
  }
}

extension DatabaseValue {
  /// A value as interpreter.py writes it. A text is parsed as the type of the field.
  fileprivate init(plain json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = number.int.map { .integer(Int64($0)) } ?? .double(number.double ?? 0)
    case .string(let text): self = .text(text)
    case .array: self = .null
    case .object(let members):
      guard let (kind, value) = members.first, let text = value.string else {
        self = .null
        return
      }
      self = kind == "json" ? .json(Array(text.utf8)) : .text(kind == "moment" ? text + "Z" : text)
    }
  }
}
