/// `SELECT`.
package struct SelectStatement: Sendable, Hashable {
  package struct Join: Sendable, Hashable {
    package let table: String
    package let alias: String
    package var isOuter: Bool
    package let on: SQLExpression
    /// The alias of the table joined to.
    package let parent: String
    /// Whether a row of the parent may have several matching rows.
    package let isMultiValued: Bool
    /// The statement whose rows are joined; nil for a table.
    package var statement: SelectStatement?
    /// Whether that statement uses columns of the tables before: `LATERAL`.
    package var isLateral = false
  }

  package struct Order: Sendable, Hashable {
    package enum Nulls: Sendable, Hashable { case first, last }

    /// nil for a random order.
    package let expression: SQLExpression?
    package let isDescending: Bool
    package let nulls: Nulls?
  }

  /// The `FROM` clause: a table, subqueries, or nothing, which gives one row.
  package indirect enum Source: Sendable, Hashable {
    case nothing
    case table(String, alias: String)
    case query(SelectStatement, alias: String)
    case compound(CompoundStatement, alias: String)

    /// The statements whose rows are read.
    var statements: [SelectStatement] {
      switch self {
      case .nothing, .table: []
      case .query(let statement, _): [statement]
      case .compound(let compound, _): compound.operands
      }
    }

    /// Whether it is the table of a model, whose other columns depend on its key.
    var isTable: Bool { if case .table = self { true } else { false } }
  }

  /// `FOR UPDATE`, or another row lock that is held until the transaction ends.
  package struct Lock: Sendable, Hashable {
    /// The aliases of the tables whose rows are locked; empty for all.
    package let tables: [String]
    package let options: RowLock.Options
  }

  package var columns: [SQLExpression]
  /// The index of the first column that gets a generated name, for an enclosing statement; nil if none does.
  package var firstNamedColumn: Int?
  /// The indices of columns that are left out, because the enclosing statement does not use them.
  package var omitted: Set<Int> = []
  package var isDistinct = false
  /// `DISTINCT ON`: one row for each combination of these values. The order begins with them.
  package var distinctOn: [SQLExpression] = []
  /// Whether distinct rows are found with `ROW_NUMBER()`, because the order does not begin with ``distinctOn``.
  package var numbersRows = false
  package var source: Source
  package var joins: [Join] = []
  package var condition: SQLExpression?
  /// `GROUP BY`.
  package var groups: [SQLExpression] = []
  /// `HAVING`.
  package var groupCondition: SQLExpression?
  package var order: [Order] = []
  package var limit: SQLExpression?
  package var offset: SQLExpression?
  package var lock: Lock?

  /// Whether the rows are groups.
  var isGrouped: Bool { !groups.isEmpty }

  /// All expressions but those of a slice.
  var expressions: [SQLExpression] {
    columns + distinctOn + joins.map(\.on) + groups + order.compactMap(\.expression)
      + [condition, groupCondition].compactMap { $0 }
  }

  /// Whether a column has a name by its place.
  func namesColumn(_ index: Int) -> Bool { firstNamedColumn.map { index >= $0 } ?? false }

  /// The generated name of the column at an index from 0.
  static func columnName(_ index: Int) -> String { "column_\(index + 1)" }
}

/// `INSERT`. Its values have slots in the order of rows and columns.
package struct InsertStatement: Sendable {
  package var table: String
  /// The column of the key.
  package var key: String
  package var columns: [String]
  /// The types of the columns.
  package var types: [ColumnType]
  /// The number of rows to insert.
  package var rows = 1
  package var conflict: Conflict?
  package var returning: [SQLExpression] = []
  /// The number of the first value's slot.
  package var firstSlot = 0
  /// The values of the one row to insert, where they are not just slots.
  package var values: [SQLExpression] = []
  /// A further column that has the same value in each row.
  package var constant: (column: String, value: SQLExpression)?

  /// `ON CONFLICT`: what happens when the row would violate a unique constraint.
  package enum Conflict: Sendable {
    case ignore
    /// Changes the existing row if the condition holds.
    case update([Change], target: [String], condition: SQLExpression?)
  }

  /// A change of an existing row.
  package struct Change: Sendable {
    package let column: String
    /// nil for the value that was to be inserted.
    package let value: SQLExpression?
  }
}

/// Rows of values that stand in `FROM`: `(VALUES (…), (…)) AS "changed"`. Their columns are named `column1`, `column2`
/// and so on.
package struct ValueRows: Sendable {
  package var alias: String
  /// The types of the columns.
  package var types: [ColumnType]
  package var rows: Int
  /// The number of the first value's slot.
  package var firstSlot: Int

  /// A column, by its index from 0.
  func column(_ index: Int) -> SQLExpression {
    .column(SQLColumn(table: alias, name: "column\(index + 1)", isNullable: true))
  }
}

/// `UPDATE`.
package struct UpdateStatement: Sendable {
  package var table: String
  package var assignments: [(column: String, value: SQLExpression)]
  package var condition: SQLExpression?
  /// Rows with new values; the condition says which row belongs to which.
  package var source: ValueRows?
  package var returning: [SQLExpression] = []
}

/// `DELETE`.
package struct DeleteStatement: Sendable {
  package var table: String
  package var condition: SQLExpression?
  package var returning: [SQLExpression] = []
}

/// `CREATE TABLE`.
package struct CreateTableStatement: Sendable {
  package struct ColumnDefinition: Sendable {
    package let name: String
    package let type: ColumnType
    package let isNullable: Bool
    package let isPrimaryKey: Bool
    package let isAutomatic: Bool
    package let isUnique: Bool
    package let databaseDefault: DatabaseDefault?
    package let collation: String?
    package let comment: String?
    package let reference: ForeignKeyClause?
  }

  package struct ForeignKeyClause: Sendable {
    package enum Action: Sendable { case cascade, setNull, setDefault }

    package let table: String
    package let columns: [String]
    package let onDelete: Action?
  }

  package enum Constraint: Sendable {
    case primaryKey(columns: [String])
    case foreignKey(name: String, columns: [String], ForeignKeyClause)
    case unique(name: String, columns: [String])
    case check(name: String, SQLExpression)
  }

  package var table: String
  package var columns: [ColumnDefinition]
  package var constraints: [Constraint]
  package var comment: String?
  package var isConditional = false
}

/// `CREATE INDEX`.
package struct CreateIndexStatement: Sendable {
  package struct Term: Sendable {
    package let expression: SQLExpression
    package let isDescending: Bool
    package let nulls: SelectStatement.Order.Nulls?

    static func column(_ name: String) -> Term {
      Term(
        expression: .column(SQLColumn(table: "", name: name, isNullable: false)), isDescending: false, nulls: nil)
    }
  }

  package var name: String
  package var table: String
  package var terms: [Term]
  package var isUnique: Bool
  package var condition: SQLExpression?
  package var isConditional = false
  /// Whether others change the table's rows meanwhile.
  package var isConcurrent = false
  /// The operator class, if it is not the default one.
  package var operatorClass: String?
}

/// `ALTER TABLE … ADD FOREIGN KEY`.
package struct AddForeignKeyStatement: Sendable {
  package var table: String
  /// The constraint's name.
  package var name: String
  package var columns: [String]
  package var reference: CreateTableStatement.ForeignKeyClause
  /// Whether an existing foreign key is kept without an error.
  package var isConditional = false
}

/// A comment on a table or on a column.
package struct CommentStatement: Sendable {
  package var table: String
  /// nil for a comment on the table.
  package var column: String?
  package var text: String
  /// Whether a missing column is ignored.
  package var isConditional = false
}
