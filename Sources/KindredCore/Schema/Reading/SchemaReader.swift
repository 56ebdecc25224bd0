/// Reads the catalogue of one kind of database. Each dialect has one.
package protocol SchemaReader: Sendable {
  /// The schema of a database, with the names that its constraints and indexes have there. Checks, conditions and indexed
  /// expressions are texts as the database prints them.
  func read(_ database: Database) async throws -> LiveSchema

  /// What can be read like tables, and is not part of the schema. What no state can describe is in the extras.
  func readRelations(_ kind: SchemaRelation, of database: Database) async throws -> LiveSchema

  /// How the database prints the expressions of a wanted table, if it were the one that is there.
  ///
  /// - Returns: The texts of the expressions that the table could have; others are left out.
  func printed(_ wanted: TableState, as live: TableState, on database: Database) async throws
    -> [PrintedExpression: String]

  /// A table without what the database does not keep, such as comments, so that it can be compared with one that was
  /// read.
  func normalised(_ table: TableState) -> TableState

  /// Whether an integer column refuses what does not fit its width.
  var integersHaveWidths: Bool { get }

  /// Whether a unique index does all that a unique constraint does, so that the one can stand for the other.
  var uniqueIndexesAreConstraints: Bool { get }
}

/// What can be read like a table, and is not one of a schema.
package enum SchemaRelation: Sendable, CaseIterable {
  /// Views, and those whose rows are stored. Their columns are read, and the unique indexes of those that have some.
  case views
  /// The parts of divided tables.
  case partitions
}

extension SchemaReader {
  package func readRelations(_ kind: SchemaRelation, of database: Database) async throws -> LiveSchema { LiveSchema() }

  package var integersHaveWidths: Bool { true }
  package var uniqueIndexesAreConstraints: Bool { false }
}

/// An expression in a place of a table.
package struct PrintedExpression: Sendable, Hashable {
  package let expression: NamedExpression
  /// Whether it is a condition, and not an indexed value.
  package let isCondition: Bool

  package init(_ expression: NamedExpression, isCondition: Bool) {
    self.expression = expression
    self.isCondition = isCondition
  }
}

/// What was read from a catalogue.
package struct LiveSchema: Sendable {
  /// The tables. Constraints and indexes have the names from the database, and expressions are texts.
  package var state: SchemaState
  /// What no state can describe.
  package var extras: SchemaExtras
  /// The statements that make the indexes again, where the database knows them, by the name of the table and their own.
  package var indexStatements: [String: [String: String]] = [:]

  package init(state: SchemaState = SchemaState(), extras: SchemaExtras = SchemaExtras()) {
    self.state = state
    self.extras = extras
  }
}

/// The reader of a dialect that has none.
package struct NoReader: SchemaReader {
  private let name: String

  package init(dialect: String) { name = dialect }

  package func read(_ database: Database) async throws -> LiveSchema {
    throw KindredError(.schema, "Kindred cannot read the schema of a \(name) database.")
  }

  package func printed(
    _ wanted: TableState, as live: TableState, on database: Database
  ) async throws -> [PrintedExpression: String] { [:] }

  package func normalised(_ table: TableState) -> TableState { table }
}

extension TableState {
  /// The expressions of checks, conditions and indexes, but not those that are only columns.
  package var expressions: Set<PrintedExpression> {
    var found: Set<PrintedExpression> = []
    for constraint in constraints {
      if case .check(let condition) = constraint.kind {
        found.insert(PrintedExpression(condition, isCondition: true))
      }
    }
    for index in indexes {
      if let condition = index.condition { found.insert(PrintedExpression(condition, isCondition: true)) }
      for element in index.elements where element.field == nil || column(element.field ?? "") == nil {
        found.insert(PrintedExpression(element.expression, isCondition: false))
      }
    }
    return found
  }
}
