import KindredCore

/// The tables of a Django database that become models.
struct DjangoSelection {
  let live: SchemaState
  let extras: SchemaExtras
  let reader: any SchemaReader
  /// The tables that have models already.
  let declared: Set<String>
  /// The tables that become models.
  private(set) var chosen = SchemaState()
  /// The other tables that they point to.
  private(set) var targets = SchemaState()
  private(set) var remarks: [String] = []

  init(live: SchemaState, extras: SchemaExtras, reader: any SchemaReader, declared: Set<String>) {
    self.live = live.withWideKeys(reader)
    self.extras = extras
    self.reader = reader
    self.declared = declared
  }

  /// Chooses tables by their names.
  ///
  /// - Throws: ``MigrationError`` for a name that no table has, and when no table is left.
  mutating func choose(_ patterns: [String]) throws {
    for pattern in patterns where !live.tables.contains(where: { Self.matches($0.name, pattern) }) {
      let names = live.tables.map(\.name).joined(separator: ", ")
      throw MigrationError(.invalidOperation, "There is no table \"\(pattern)\". The tables are: \(names).")
    }
    let own = ["auth_", "django_", "kindred_"]
    let named = live.tables.filter { table in
      if declared.contains(table.name) { return false }
      if patterns.isEmpty { return !own.contains { table.name.hasPrefix($0) } }
      return patterns.contains { Self.matches(table.name, $0) }
    }
    for table in named {
      if let problem = table.problemForModels {
        remarks.append("\(table.name): left out, because \(problem)")
      } else {
        chosen[table.name] = table.withoutDjangoNames(reader)
      }
    }
    guard !chosen.tables.isEmpty else {
      throw MigrationError(
        .invalidOperation, (["No table is left to adopt."] + remarks.map { $0 + "." }).joined(separator: " "))
    }
    for table in chosen.tables { adapt(table) }
    for table in chosen.tables {
      for key in table.foreignKeys where chosen[key.table] == nil { targets[key.table] = live[key.table] }
    }
  }

  private static func matches(_ name: String, _ pattern: String) -> Bool {
    pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
  }

  /// Takes away what a model cannot say.
  private mutating func adapt(_ table: TableState) {
    var table = table
    for problem in extras.unreadable[table.name] ?? [] {
      remarks.append("\(table.name): \(problem), so that the model does not have it")
    }
    for (place, column, text) in table.computedDefaults {
      remarks.append(
        "\(table.name): the default of \"\(column)\" is an expression, \(text), which a model cannot "
          + "have; 'drift' will name it")
      table.columns[place].databaseDefault = nil
    }
    table.constraints.removeAll { constraint in
      guard case .foreignKey(let key) = constraint.kind else { return false }
      let target = chosen[key.table] ?? live[key.table].flatMap { $0.problemForModels == nil ? $0 : nil }
      let isUsable =
        key.columns.count == 1 && key.targets.count == 1
        && target.map {
          $0.key == key.targets || $0.constraints.contains { $0.kind == .unique(columns: key.targets) }
        } ?? false
      if !isUsable {
        remarks.append(
          "\(table.name): no relation for \(key.columns.joined(separator: ", ")), which points to \"\(key.table)\"; "
            + "'drift' will name it")
      }
      return !isUsable
    }
    chosen[table.name] = table
  }
}
