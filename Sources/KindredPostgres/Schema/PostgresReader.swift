import KindredCore

/// Reads the catalogue of PostgreSQL: the tables of the current schema.
struct PostgresReader: SchemaReader {
  func read(_ database: Database) async throws -> LiveSchema {
    try await read("c.relkind IN ('r', 'p') AND NOT c.relispartition", database)
  }

  func readRelations(_ kind: SchemaRelation, of database: Database) async throws -> LiveSchema {
    switch kind {
    case .views: try await read("c.relkind IN ('v', 'm')", database)
    case .partitions: try await read("c.relkind IN ('r', 'p') AND c.relispartition", database)
    }
  }

  /// - Parameter kind: The condition on what `pg_class` has as `c`.
  private func read(_ kind: String, _ database: Database) async throws -> LiveSchema {
    let own =
      "c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND \(kind) "
      + "AND c.relname NOT LIKE 'kindred\\_migration%'"
    var tables: [String: PostgresTableReading] = [:]
    for (name, comment) in try await database.query(Self.tables(own), as: (String, String?).self).all() {
      tables[name] = PostgresTableReading(name, comment)
    }
    for row in try await database.query(Self.columns(own), as: ColumnRow.self).all() { tables[row.0]?.add(row) }
    for row in try await database.query(Self.constraints(own), as: ConstraintRow.self).all() { tables[row.0]?.add(row) }
    let parts = Dictionary(grouping: try await database.query(Self.indexes(own), as: IndexRow.self).all()) {
      [$0.0, $0.1]
    }
    for (_, rows) in parts.sorted(by: { $0.key[1] < $1.key[1] }) {
      if let first = rows.first { tables[first.0]?.addIndex(rows) }
    }
    var live = LiveSchema()
    for (name, reading) in tables {
      live.state[name] = reading.table
      if !reading.unreadable.isEmpty { live.extras.unreadable[name] = reading.unreadable }
    }
    return live
  }

  func normalised(_ table: TableState) -> TableState {
    var table = table
    table.columns = table.columns.map { column in
      var column = column
      // An empty comment is none.
      if column.comment == "" { column.comment = nil }
      column.type = column.type.keptByPostgres
      column.databaseDefault = PostgresDefaults.normalised(column.databaseDefault, of: column.type)
      return column
    }
    if table.comment == "" { table.comment = nil }
    table.indexes = table.indexes.map { index in
      var index = index
      index.elements = index.elements.map {
        let usual: QueryOrdering.Nulls = $0.isDescending ? .first : .last
        return IndexElement($0.expression, descending: $0.isDescending, nulls: $0.nulls == usual ? nil : $0.nulls)
      }
      return index
    }
    return table
  }
}

// MARK: - Queries

extension PostgresReader {
  /// Table, name, type, NOT NULL, identity, default, collation, comment, generated.
  typealias ColumnRow = (String, String, String, Bool, Bool, String?, String?, String?, Bool)
  /// Table, name, kind, columns, target, its columns, action, condition.
  typealias ConstraintRow = (String, String, String, [String], String?, [String], String, String?)
  /// Table, index, unique, method, column, text, options, usual operator class, operator class, condition.
  typealias IndexRow = (String, String, Bool, String, String?, String, Int, Bool, String, String?)

  private static func tables(_ own: String) -> RawSQL {
    RawSQL(
      unchecked: """
        SELECT c.relname::text, obj_description(c.oid, 'pg_class') FROM pg_class c WHERE \(own)
        """)
  }

  private static func columns(_ own: String) -> RawSQL {
    RawSQL(
      unchecked: """
        SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
          a.attidentity <> '', pg_get_expr(d.adbin, d.adrelid),
          CASE WHEN a.attcollation <> t.typcollation THEN l.collname::text END, col_description(c.oid, a.attnum),
          a.attgenerated <> ''
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE \(own) ORDER BY c.relname, a.attnum
        """)
  }

  private static func constraints(_ own: String) -> RawSQL {
    RawSQL(
      unchecked: """
        SELECT c.relname::text, k.conname::text, k.contype::text,
          ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.place),
          f.relname::text,
          ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place),
          k.confdeltype::text, pg_get_expr(k.conbin, k.conrelid)
        FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid LEFT JOIN pg_class f ON f.oid = k.confrelid
        WHERE \(own) AND k.contype IN ('p', 'u', 'f', 'c')
          AND NOT EXISTS (SELECT 1 FROM pg_constraint p WHERE p.oid = k.conparentid AND p.conrelid = k.conrelid)
        ORDER BY c.relname, k.conname
        """)
  }

  private static func indexes(_ own: String) -> RawSQL {
    RawSQL(
      unchecked: """
        SELECT c.relname::text, x.relname::text, i.indisunique, m.amname::text, a.attname::text,
          pg_get_indexdef(i.indexrelid, n.place, false), i.indoption[n.place - 1]::bigint, o.opcdefault,
          o.opcname::text, pg_get_expr(i.indpred, i.indrelid)
        FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisvalid
        JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
        CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) n (place)
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[n.place - 1]
          AND i.indkey[n.place - 1] <> 0
        JOIN pg_opclass o ON o.oid = i.indclass[n.place - 1]
        WHERE \(own) AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid
          AND k.contype IN ('p', 'u', 'x'))
        ORDER BY c.relname, x.relname, n.place
        """)
  }
}
