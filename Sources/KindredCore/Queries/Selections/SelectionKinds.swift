/// The kind of a result of `values` that is read into a ``Selection``.
public enum SelectedInto<Selected: Selection>: Sendable {}

/// The kind of a result of `annotate` whose annotations are read into a ``Selection``.
public enum AnnotatedInto<Selected: Selection>: Sendable {}

/// The kinds of results of `annotate` whose annotations are read into a ``Selection``.
public protocol AnnotatingKind: Sendable {
  /// The struct of the annotations.
  associatedtype Selected: Selection
}

extension AnnotatedInto: AnnotatingKind {}

/// The kind of a result of `values` that is read into a ``Selection``, with further values of `annotate` behind it.
public enum SelectedWith<Selected: Selection>: SelectingKind {}

/// The kinds of results that begin with a ``Selection``.
public protocol SelectingKind: Sendable {
  /// The struct.
  associatedtype Selected: Selection
}

extension ResultReaders {
  /// Selections.
  static func selection<S: Selection>(_ type: S.Type) -> ResultReader<S> {
    { _ in
      { row in
        var place = SelectionPlace()
        return try S(row: row, at: &place)
      }
    }
  }

  /// Selections, each with the values in the columns after its own.
  static func selection<S: Selection, each Value: FieldValue>(
    _ type: S.Type, with types: repeat (each Value).Type
  ) -> ResultReader<(S, repeat each Value)> {
    { keys in
      { row in
        var place = SelectionPlace()
        let selection = try S(row: row, at: &place)
        var columns = ColumnCounter(next: place.column, keys: keys)
        return (selection, repeat try columns.next((each Value).self, row))
      }
    }
  }

  /// Objects, each with a selection from the columns after its own.
  static func object<M: Model, S: Selection>(_ model: M.Type, with type: S.Type) -> ResultReader<(M, S)> {
    { _ in
      { row in
        let model = try M(row: row)
        var place = SelectionPlace(column: row.width(of: M.schema))
        return (model, try S(row: row, at: &place))
      }
    }
  }
}
