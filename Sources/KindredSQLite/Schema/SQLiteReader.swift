import KindredCore

/// Reads the catalogue of SQLite.
struct SQLiteReader: SchemaReader {
  var integersHaveWidths: Bool { false }
  var uniqueIndexesAreConstraints: Bool { true }

  func read(_ database: Database) async throws -> LiveSchema {
    var live = LiveSchema()
    let columns = Dictionary(grouping: try await database.query(Self.columns, as: ColumnRow.self).all(), by: \.0)
    let keys = Dictionary(grouping: try await database.query(Self.foreignKeys, as: KeyRow.self).all(), by: \.0)
    let parts = Dictionary(grouping: try await database.query(Self.indexes, as: IndexRow.self).all(), by: \.0)
    for (name, type, table, sql) in try await database.query(Self.objects, as: ObjectRow.self).all() {
      switch type {
      case "view": live.extras.views[name] = sql ?? ""
      case "trigger": live.extras.add(sql, name, to: table)
      case "table":
        var reading = SQLiteTableReading(name, sql)
        for row in columns[name] ?? [] { reading.add(row) }
        for (_, rows) in Dictionary(grouping: keys[name] ?? [], by: \.1).sorted(by: { $0.key > $1.key }) {
          reading.add(rows)
        }
        let indexes = Dictionary(grouping: parts[name] ?? [], by: \.1)
        for (index, rows) in indexes.sorted(by: { $0.key < $1.key }) {
          live.indexStatements[name, default: [:]][index] = rows.first?.8
          if !reading.addIndex(index, rows), let sql = rows.first?.8 { live.extras.add(sql, index, to: name) }
        }
        if !reading.unreadable.isEmpty { live.extras.unreadable[name] = reading.unreadable }
        live.state[name] = reading.table
      default: break
      }
    }
    return live
  }

  func readRelations(_ kind: SchemaRelation, of database: Database) async throws -> LiveSchema {
    var live = LiveSchema()
    guard kind == .views else { return live }
    let names = try await database.query(Self.views, as: String.self).all()
    for name in names {
      var reading = SQLiteTableReading(name, nil)
      do {
        // One by one, because a view of what is gone is an error.
        let columns = try await database.query(
          "SELECT name, type FROM pragma_table_xinfo(\(name)) ORDER BY cid", as: (String, String).self
        ).all()
        for (column, type) in columns { reading.addViewColumn(column, type) }
      } catch let error as KindredError where error.code == .schema || error.code == .database {
        live.extras.unreadable[name] = ["it does not work: \(error.message)"]
      }
      if !reading.unreadable.isEmpty { live.extras.unreadable[name] = reading.unreadable }
      live.state[name] = reading.table
    }
    return live
  }

  func printed(
    _ wanted: TableState, as live: TableState, on database: Database
  ) async throws -> [PrintedExpression: String] {
    let builder = SchemaBuilder(dialect: .sqlite)
    var texts: [PrintedExpression: String] = [:]
    for place in wanted.expressions {
      let kind = place.isCondition ? "check" : "index"
      guard
        let sql = try? builder.expression(of: place.expression, kind, of: wanted, isCondition: place.isCondition)
      else { continue }
      texts[place] = SQLTokens(builder.written { $0.write(operand: sql, binding: .primary) }).text
    }
    return texts
  }

  func normalised(_ table: TableState) -> TableState {
    var table = table
    table.comment = nil
    table.columns = table.columns.map { column in
      var column = column
      column.comment = nil
      column.type = column.isAutomatic ? .integer(bits: 64) : column.type.keptBySQLite
      column.databaseDefault = SQLiteDefaults.normalised(column.databaseDefault, of: column.type)
      return column
    }
    table.indexes = table.indexes.map { index in
      var index = index
      index.elements = index.elements.map { IndexElement($0.expression, descending: $0.isDescending) }
      return index
    }
    return table
  }
}

extension SchemaExtras {
  fileprivate mutating func add(_ sql: String?, _ name: String, to table: String) {
    statements[table, default: [:]][name] = sql
  }
}

// MARK: - Queries

extension SQLiteReader {
  typealias ObjectRow = (String, String, String, String?)
  /// Table, name, type, NOT NULL, default, place in the key, hidden.
  typealias ColumnRow = (String, String, String, Bool, String?, Int, Int)
  /// Table, number, target, column, target's column, and what happens when the target is deleted or gets another key.
  typealias KeyRow = (String, Int, String, String, String?, String, String)
  /// Table, index, unique, origin, partial, column, descending, collation, statement.
  typealias IndexRow = (String, String, Bool, String, Bool, String?, Bool, String?, String?)

  private static let own =
    "m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE 'kindred\\_migration%' ESCAPE '\\'"

  private static var objects: RawSQL {
    RawSQL(unchecked: "SELECT m.name, m.type, m.tbl_name, m.sql FROM sqlite_master m WHERE \(own) ORDER BY m.name")
  }

  private static var views: RawSQL {
    RawSQL(unchecked: "SELECT m.name FROM sqlite_master m WHERE m.type = 'view' AND \(own) ORDER BY m.name")
  }

  private static var columns: RawSQL {
    RawSQL(
      unchecked: """
        SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden
        FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND \(own) ORDER BY m.name, c.cid
        """)
  }

  private static var foreignKeys: RawSQL {
    RawSQL(
      unchecked: """
        SELECT m.name, k.id, k."table", k."from", k."to", k.on_delete, k.on_update
        FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' AND \(own)
        ORDER BY m.name, k.id, k.seq
        """)
  }

  private static var indexes: RawSQL {
    RawSQL(
      unchecked: """
        SELECT m.name, l.name, l."unique", l.origin, l.partial, x.name, x."desc", x.coll, s.sql
        FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_xinfo(l.name) x
        LEFT JOIN sqlite_master s ON s.type = 'index' AND s.name = l.name
        WHERE m.type = 'table' AND x."key" AND \(own) ORDER BY m.name, l.name, x.seqno
        """)
  }
}
