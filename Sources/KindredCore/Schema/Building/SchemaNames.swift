/// Checks the names in a table. They are used unchanged or refused: a server that silently truncates names could make
/// two of them equal.
package struct SchemaNames {
  private let table: TableState
  /// What messages call the table.
  private let owner: String

  package init(_ table: TableState, owner: String) {
    self.table = table
    self.owner = owner
  }

  /// - Throws: ``KindredError/Code/invalidName`` for the first name that the database cannot use unchanged.
  package func check(_ dialect: Dialect) throws {
    try check(table.name, of: "table", dialect)
    for column in table.columns { try check(column.name, of: "column", dialect) }
    for constraint in table.constraints {
      if let name = constraint.name { try check(name, of: "constraint", dialect) }
    }
    for index in table.indexes { if let name = index.name { try check(name, of: "index", dialect) } }
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
    throw KindredError(.invalidName, "The name \"\(name)\" of a \(kind) of \(owner) \(problem).") {
      $0.model = owner
      $0.table = table.name
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
