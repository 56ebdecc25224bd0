package import KindredCore

extension MigrationAuthor {
  /// Whether some modules need no migrations, however the open questions about the tables of other modules are answered.
  package func areUpToDate(_ apps: Set<String>, answers: [SchemaAnswer]) throws -> Bool {
    let owners = try TableOwners(history, modules, others: [:]).apps
    var answers = answers
    while true {
      let draft = try draft(answers: answers)
      if draft.questions.isEmpty { return draft.writers.needed(by: apps).isEmpty }
      for question in draft.questions {
        guard let app = owners[question.table], !apps.contains(app) else { return false }
      }
      answers += draft.questions.map(\.anyAnswer)
    }
  }
}

extension SchemaQuestion {
  /// The table that it is about, by the name that it has in the models, or had in them.
  fileprivate var table: String {
    switch self {
    case .table(let gone, new: _): gone
    case .column(let table, gone: _, new: _), .fill(let table, column: _): table
    }
  }

  /// One of the possible answers.
  fileprivate var anyAnswer: SchemaAnswer {
    switch self {
    case .table(let gone, new: _): .dropTable(gone)
    case .column(let table, let gone, new: _): .dropColumn(table: table, gone)
    case .fill(let table, let column): .fill(table: table, column: column.name, .randomUUID)
    }
  }
}
