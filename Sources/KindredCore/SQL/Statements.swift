/// `SELECT`.
package struct SelectStatement: Sendable, Hashable {
  package struct Join: Sendable, Hashable {
    package let table: String
    package let alias: String
    package var isOuter: Bool
    package let on: SQLExpression
    /// The alias of the table that it is joined to.
    package let parent: String
    /// Whether a row of the parent may have several here.
    package let isMultiValued: Bool
  }

  package struct Order: Sendable, Hashable {
    package enum Nulls: Sendable, Hashable { case first, last }

    /// nil orders at random.
    package let expression: SQLExpression?
    package let isDescending: Bool
    package let nulls: Nulls?
  }

  /// What is selected from: a table, the result of another statement, or nothing, which gives one row.
  package indirect enum Source: Sendable, Hashable {
    case nothing
    case table(String, alias: String)
    case query(SelectStatement, alias: String)
  }

  /// Rows that stay as they are until the transaction ends.
  package struct Lock: Sendable, Hashable {
    /// The aliases of the tables whose rows are locked; empty for all.
    package let tables: [String]
    package let options: RowLock.Options
  }

  package var columns: [SQLExpression]
  /// The first of the columns that get names by their place, for a statement around; nil when none does.
  package var firstNamedColumn: Int?
  package var isDistinct = false
  /// Columns of which each combination of values is wanted once; the order begins with them.
  package var distinctOn: [SQLExpression] = []
  /// Whether the first row of each combination is found by numbering, because the order does not begin with them.
  package var numbersRows = false
  package var source: Source
  package var joins: [Join] = []
  package var condition: SQLExpression?
  /// What makes a group: all rows with the same values.
  package var groups: [SQLExpression] = []
  /// The condition on groups.
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

  /// The name of a column by its place, counted from 0.
  static func columnName(_ index: Int) -> String { "column_\(index + 1)" }
}

/// `INSERT`, whose values have their slots in the order of rows and columns.
package struct InsertStatement: Sendable {
  package var table: String
  /// The column of the key.
  package var key: String
  package var columns: [String]
  /// The types of the columns.
  package var types: [ColumnType]
  /// How many rows have their values in it.
  package var rows = 1
  package var conflict: Conflict?
  package var returning: [String] = []

  /// What happens where the row would violate a unique constraint.
  package enum Conflict: Sendable {
    case ignore
    /// The row that is there takes over the columns.
    case update([String], target: [String])
  }
}

/// `UPDATE`.
package struct UpdateStatement: Sendable {
  package var table: String
  package var assignments: [(column: String, value: SQLExpression)]
  package var condition: SQLExpression?
}

/// `DELETE`.
package struct DeleteStatement: Sendable {
  package var table: String
  package var condition: SQLExpression?
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
    package let column: String
    package let onDelete: Action?
  }

  package enum Constraint: Sendable {
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
  /// How the columns are compared in the index, where it is not the usual way.
  package var operatorClass: String?
}

/// A foreign key that is added to a table.
package struct AddForeignKeyStatement: Sendable {
  package var table: String
  /// The constraint's name.
  package var name: String
  package var column: String
  package var reference: CreateTableStatement.ForeignKeyClause
  /// Whether one that is there already is left as it is.
  package var isConditional = false
}

/// A comment on a table or on a column.
package struct CommentStatement: Sendable {
  package var table: String
  /// nil for a comment on the table.
  package var column: String?
  package var text: String
  /// Whether a column that is not there does not matter.
  package var isConditional = false
}
