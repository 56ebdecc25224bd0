/// Checks the names that a model declares. They are used unchanged or refused: a server that silently truncates names
/// could make two of them equal.
struct SchemaNames {
  private let schema: ModelSchema

  init(_ schema: ModelSchema) { self.schema = schema }

  /// - Throws: ``KindredError/Code/invalidName`` for the first name that the database cannot use unchanged.
  func check(_ dialect: Dialect) throws {
    try check(schema.table, of: "table", dialect)
    for field in schema.fields { try check(field.column, of: "column", dialect) }
    for constraint in schema.constraints { try check(constraint.name, of: "constraint", dialect) }
    for index in schema.indexes { if let name = index.name { try check(name, of: "index", dialect) } }
  }

  /// - Throws: ``KindredError/Code/invalidName`` when two models have the same table.
  static func checkTables(of schemas: [ModelSchema]) throws {
    var owners: [String: ModelSchema] = [:]
    for schema in schemas {
      guard let other = owners.updateValue(schema, forKey: schema.table) else { continue }
      throw KindredError(
        .invalidName,
        "The models \(other.name) and \(schema.name) have the same table, \"\(schema.table)\"; give one of them another name with "
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
  /// The name limited to a number of bytes: its beginning, followed by a hash of the whole name to keep long names
  /// distinct. Characters are not split.
  package func shortened(to length: Int) -> String {
    guard utf8.count > length else { return self }
    // FNV-1a, which gives the same hash in every process, unlike Swift's `Hasher`. At 64 bits, a million long names
    // with the same beginning collide with a probability of one in thirty million.
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
