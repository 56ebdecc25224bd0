// Overloads for tables of one, two and three columns: with them the compiler knows the number of columns in time, so that
// further verbs and key paths such as `.all().map(\.1)` compile in the same expression.

extension Queryable {
  /// The objects, each with the rows of a table of one column for which the condition holds, or with nil.
  public func leftJoining<Origin, J1: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1>, on condition: (Model.Columns, Expr<J1>) -> C
  ) -> ResultQuery<Model, (Model, J1.Base?), AnnotatedObjects, J1.Base?> {
    let joined = request.joining(table.definition, isOuter: true) { root, names in
      condition(Model.Columns(path: root), names.next(J1.self)).node
    }
    return ResultQuery(joined, ResultReaders.optionalValues(Model.self, J1.self))
  }

  /// The objects, each with the rows of a table of two columns for which the condition holds, or with nil.
  public func leftJoining<Origin, J1: FieldValue, J2: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1, J2>, on condition: (Model.Columns, Expr<J1>, Expr<J2>) -> C
  ) -> ResultQuery<Model, (Model, J1.Base?, J2.Base?), AnnotatedObjects, J1.Base?, J2.Base?> {
    let joined = request.joining(table.definition, isOuter: true) { root, names in
      condition(Model.Columns(path: root), names.next(J1.self), names.next(J2.self)).node
    }
    return ResultQuery(joined, ResultReaders.optionalValues(Model.self, J1.self, J2.self))
  }

  /// The objects, each with the rows of a table of three columns for which the condition holds, or with nil.
  public func leftJoining<Origin, J1: FieldValue, J2: FieldValue, J3: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1, J2, J3>, on condition: (Model.Columns, Expr<J1>, Expr<J2>, Expr<J3>) -> C
  ) -> ResultQuery<Model, (Model, J1.Base?, J2.Base?, J3.Base?), AnnotatedObjects, J1.Base?, J2.Base?, J3.Base?> {
    let joined = request.joining(table.definition, isOuter: true) { root, names in
      condition(Model.Columns(path: root), names.next(J1.self), names.next(J2.self), names.next(J3.self)).node
    }
    return ResultQuery(joined, ResultReaders.optionalValues(Model.self, J1.self, J2.self, J3.self))
  }
}

// The closure of a further join gets the columns of the table and then the earlier annotations. A list of parameters can
// have one part of any length, at its end, so there is an overload for each number of columns.

extension ResultQuery where Kind == AnnotatedObjects {
  /// The objects with their annotations, each with the rows of a table of one column for which the condition holds.
  ///
  /// The closure's parameters are the columns of the model, the table's columns, and the earlier annotations:
  ///
  /// ```swift
  /// let counted = Blog.objects.joining(totals) { blog, key, entries in blog.id == key }
  /// counted.joining(limits) { blog, limit, key, entries in entries > limit } // (Blog, Key<Blog>, Int, Int)
  /// ```
  public func joining<Origin, J1: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1>,
    on condition: (Model.Columns, Expr<J1>, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, (Model, repeat each Value, J1), Kind, repeat each Value, J1> {
    let selected = request.selectedColumns
    let joined = request.joining(table.definition, isOuter: false) { root, names in
      var earlier = JoinedNames(selected)
      names.skip(selected.count)
      let joined1 = names.next(J1.self)
      return condition(Model.Columns(path: root), joined1, repeat earlier.next((each Value).self)).node
    }
    return ResultQuery<Model, (Model, repeat each Value, J1), Kind, repeat each Value, J1>(
      joined, ResultReaders.object(Model.self, repeat (each Value).self, J1.self))
  }

  /// The objects with their annotations, each with the rows of a table of two columns for which the condition holds.
  public func joining<Origin, J1: FieldValue, J2: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1, J2>,
    on condition: (Model.Columns, Expr<J1>, Expr<J2>, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, (Model, repeat each Value, J1, J2), Kind, repeat each Value, J1, J2> {
    let selected = request.selectedColumns
    let joined = request.joining(table.definition, isOuter: false) { root, names in
      var earlier = JoinedNames(selected)
      names.skip(selected.count)
      let joined1 = names.next(J1.self)
      let joined2 = names.next(J2.self)
      return condition(Model.Columns(path: root), joined1, joined2, repeat earlier.next((each Value).self)).node
    }
    return ResultQuery<Model, (Model, repeat each Value, J1, J2), Kind, repeat each Value, J1, J2>(
      joined, ResultReaders.object(Model.self, repeat (each Value).self, J1.self, J2.self))
  }

  /// The objects with their annotations, each with the rows of a table of three columns for which the condition holds.
  public func joining<Origin, J1: FieldValue, J2: FieldValue, J3: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1, J2, J3>,
    on condition: (Model.Columns, Expr<J1>, Expr<J2>, Expr<J3>, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, (Model, repeat each Value, J1, J2, J3), Kind, repeat each Value, J1, J2, J3> {
    let selected = request.selectedColumns
    let joined = request.joining(table.definition, isOuter: false) { root, names in
      var earlier = JoinedNames(selected)
      names.skip(selected.count)
      let joined1 = names.next(J1.self)
      let joined2 = names.next(J2.self)
      let joined3 = names.next(J3.self)
      return condition(Model.Columns(path: root), joined1, joined2, joined3, repeat earlier.next((each Value).self))
        .node
    }
    return ResultQuery<Model, (Model, repeat each Value, J1, J2, J3), Kind, repeat each Value, J1, J2, J3>(
      joined, ResultReaders.object(Model.self, repeat (each Value).self, J1.self, J2.self, J3.self))
  }

  /// The objects with their annotations, each with the rows of a table of four columns for which the condition holds.
  public func joining<Origin, J1: FieldValue, J2: FieldValue, J3: FieldValue, J4: FieldValue, C: QueryExpression<Bool>>(
    _ table: CommonTable<Origin, J1, J2, J3, J4>,
    on condition: (Model.Columns, Expr<J1>, Expr<J2>, Expr<J3>, Expr<J4>, repeat Expr<each Value>) -> C
  ) -> ResultQuery<Model, (Model, repeat each Value, J1, J2, J3, J4), Kind, repeat each Value, J1, J2, J3, J4> {
    let selected = request.selectedColumns
    let joined = request.joining(table.definition, isOuter: false) { root, names in
      var earlier = JoinedNames(selected)
      names.skip(selected.count)
      let joined1 = names.next(J1.self)
      let joined2 = names.next(J2.self)
      let joined3 = names.next(J3.self)
      let joined4 = names.next(J4.self)
      return condition(
        Model.Columns(path: root), joined1, joined2, joined3, joined4, repeat earlier.next((each Value).self)
      ).node
    }
    return ResultQuery<Model, (Model, repeat each Value, J1, J2, J3, J4), Kind, repeat each Value, J1, J2, J3, J4>(
      joined, ResultReaders.object(Model.self, repeat (each Value).self, J1.self, J2.self, J3.self, J4.self))
  }
}
