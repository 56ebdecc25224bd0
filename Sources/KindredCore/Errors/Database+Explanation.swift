extension Database {
  /// Turns a low-level error into a ``KindredError`` with the names of model, table and column, and the statement's
  /// text.
  package static func explained(_ error: any Error, _ plan: StatementPlan) -> any Error {
    switch error {
    case let error as CellError: explained(error, plan)
    case let error as ParameterError: explained(error, plan)
    case let error as KindredError:
      error.adding { details in
        details.sql = details.sql ?? plan.sql
        details.model = details.model ?? plan.model?.name
        details.table = details.table ?? plan.model?.table
        if details.isAboutLength { details.column = details.column ?? limitedColumn(plan) }
      }
    default: error
    }
  }

  /// The column of a text that was too long, for databases that do not name it: known when only one column has a limit.
  private static func limitedColumn(_ plan: StatementPlan) -> String? {
    let columns = plan.parameterFields.compactMap { field in
      if case .text(_?) = field?.type.kind { field?.column } else { nil }
    }
    return columns.count == 1 ? columns[0] : nil
  }

  private static func explained(_ error: CellError, _ plan: StatementPlan) -> KindredError {
    let index = Int(error.column)
    let column = plan.columns.indices.contains(index) ? plan.columns[index] : nil
    let place =
      if let column, let model = plan.model { "Column \"\(column)\" of table \"\(model.table)\"" } else {
        "Column \(index + 1) of the result"
      }
    return KindredError(.decoding, "\(place) \(error.text).") { details in
      details.model = plan.model?.name
      details.table = plan.model?.table
      details.column = column
      details.sql = plan.sql
    }
  }

  private static func explained(_ error: ParameterError, _ plan: StatementPlan) -> KindredError {
    let index = Int(error.index) - 1
    let field = plan.parameterFields.indices.contains(index) ? plan.parameterFields[index] : nil
    let place =
      if let field, let model = plan.model { "Field \"\(field.name)\" of \(model.name)" } else {
        "Parameter \(index + 1)"
      }
    let problem = error.text ?? "the value could not be bound (code \(error.status))"
    let code: KindredError.Code = error.status == ParameterError.unsavedKey ? .unsavedObject : .invalidValue
    return KindredError(code, "\(place): \(problem).") { details in
      details.model = plan.model?.name
      details.table = plan.model?.table
      details.column = field?.column
      details.sql = plan.sql
    }
  }
}
