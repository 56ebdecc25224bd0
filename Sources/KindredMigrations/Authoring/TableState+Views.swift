import KindredCore

extension TableState {
  /// A view as a table that can have a model. The database knows no key of it, so that a column stands for one: that of a
  /// unique index, one called "id", or the first whose type can be one.
  var withViewKey: TableState {
    var table = self
    table.columns = columns.map { column in
      // What these say of the column's table is not so of the view.
      var column = column
      (column.isAutomatic, column.databaseDefault, column.collation) = (false, nil, nil)
      return column
    }
    let unique = indexes.filter { $0.isUnique && $0.condition == nil }.compactMap { index in
      index.elements.count == 1 ? index.elements[0].field : nil
    }
    let possible = columns.filter(\.canBeKey).map(\.name)
    table.indexes = []
    table.key = [possible.first(where: unique.contains) ?? possible.first { $0 == "id" } ?? possible.first].compactMap {
      $0
    }
    return table
  }
}

extension ColumnState {
  /// Whether the values can be those of a primary key.
  fileprivate var canBeKey: Bool {
    switch type.kind {
    case .integer, .text, .uuid, .date, .time: true
    case .bool, .double, .float, .decimal, .bytes, .timestamp, .interval, .json, .array: false
    }
  }
}
