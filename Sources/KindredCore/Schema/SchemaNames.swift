/// The names that a model's declaration gives to things of the database. They are used as they are, or refused: a server
/// that shortens a name without a word would let two of them become one.
struct SchemaNames {
  private let schema: ModelSchema

  init(_ schema: ModelSchema) { self.schema = schema }

  /// - Throws: ``KindredError/Code/invalidName`` for the first name that the database does not take as it is.
  func check(_ dialect: Dialect) throws {
    try check(schema.table, of: "table", dialect)
    for field in schema.fields { try check(field.column, of: "column", dialect) }
    for constraint in schema.constraints { try check(constraint.name, of: "constraint", dialect) }
    for index in schema.indexes { if let name = index.name { try check(name, of: "index", dialect) } }
  }

  /// - Throws: ``KindredError/Code/invalidName`` when two models have one table.
  static func checkTables(of schemas: [ModelSchema]) throws {
    var owners: [String: ModelSchema] = [:]
    for schema in schemas {
      guard let other = owners.updateValue(schema, forKey: schema.table) else { continue }
      throw KindredError(
        .invalidName,
        "The models \(other.name) and \(schema.name) have one table, \"\(schema.table)\"; give one of them another name with "
          + "@Model(table:)."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
  }

  private func check(_ name: String, of kind: String, _ dialect: Dialect) throws {
    let limit = dialect.rules.maximumIdentifierLength
    let problem: String
    if name.isEmpty {
      problem = "is empty"
    } else if name.utf8.count > limit {
      problem = "has \(name.utf8.count) bytes; \(dialect.name) keeps \(limit) of a name"
    } else if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      problem = "has control characters in it"
    } else {
      return
    }
    throw KindredError(.invalidName, "The name \"\(name)\" of a \(kind) of \(schema.name) \(problem).") {
      $0.model = schema.name
      $0.table = schema.table
      if kind == "column" { $0.column = name }
      if kind == "constraint" { $0.constraint = name }
    }
  }
}

extension String {
  /// The name within a number of bytes: its beginning, with a hash of the whole behind it, so that long names stay
  /// apart. No character is cut in two.
  package func shortened(to length: Int) -> String {
    guard utf8.count > length else { return self }
    // FNV-1a, which is the same in every process; Swift's own hash is not. With 64 bits, a million long names that
    // begin alike meet with a chance of one in thirty million.
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    let suffix = "_" + String(hash, radix: 36)
    var short = ""
    for scalar in unicodeScalars {
      guard short.utf8.count + UTF8.width(scalar) + suffix.utf8.count <= length else { break }
      short.unicodeScalars.append(scalar)
    }
    return short + suffix
  }
}
