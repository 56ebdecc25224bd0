extension Queryable {
  /// Locks the found rows until the transaction ends, so that other transactions cannot change them.
  ///
  /// ```swift
  /// try await transaction {
  ///   var account = try await Account.objects.selectForUpdate().get(id: 7)
  ///   account.balance -= 100
  ///   try await account.save()
  /// }
  /// // SELECT … FROM "account" WHERE "account"."id" = $1 LIMIT $2 FOR UPDATE
  /// ```
  ///
  /// The rows of models joined for conditions and orderings are locked as well; see
  /// ``selectForUpdate(noWait:skipLocked:noKey:of:)``. `count()`, `exists()` and aggregates lock nothing. SQLite has no
  /// row locks: a transaction there locks the whole database from its beginning, so this has no effect, and `noWait`
  /// and `skipLocked` are errors.
  ///
  /// - Parameters:
  ///   - noWait: Whether rows that are already locked cause the error ``KindredError/Code/busy`` instead of a wait.
  ///   - skipLocked: Whether rows that are already locked are skipped, such as for workers that share a queue.
  ///   - noKey: Whether other transactions may still insert rows that refer to the locked ones, whose keys cannot
  ///     change.
  /// - Returns: A query that can only run inside a transaction; elsewhere it throws ``KindredError/Code/transaction``.
  public func selectForUpdate(noWait: Bool = false, skipLocked: Bool = false, noKey: Bool = false) -> QuerySet<Model> {
    locked([], noWait: noWait, skipLocked: skipLocked, noKey: noKey)
  }

  /// Locks the rows of some models of the query: `$0` is the query's own model, `$0.blog` a related one.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.blog.name == "Pop" }.selectForUpdate { $0 }
  /// // SELECT … FROM "entry" INNER JOIN "blog" ON … WHERE "blog"."name" = $1 FOR UPDATE OF "entry"
  /// ```
  ///
  /// A related model is joined if it is not yet. The nullable side of an outer join, behind an optional foreign key,
  /// cannot be locked.
  public func selectForUpdate<each C: ModelColumns>(
    noWait: Bool = false, skipLocked: Bool = false, noKey: Bool = false, of models: (Model.Columns) -> (repeat each C)
  ) -> QuerySet<Model> {
    var paths: [RelationPath] = []
    let root = RelationPath.enterClosure()
    for columns in repeat each models(Model.Columns(path: root)) { paths.append(columns.queryPath.fromRoot) }
    root.leaveClosure()
    if paths.isEmpty { return querySet.changed { $0.fail(.noTerms("selectForUpdate", Model.schema)) } }
    return locked(paths, noWait: noWait, skipLocked: skipLocked, noKey: noKey)
  }

  private func locked(_ paths: [RelationPath], noWait: Bool, skipLocked: Bool, noKey: Bool) -> QuerySet<Model> {
    querySet.changed { query in
      guard query.failure == nil else { return }
      if noWait && skipLocked {
        query.failure = KindredError(
          .invalidQuery, "noWait and skipLocked exclude each other: a locked row is either an error or skipped.")
      } else if paths.contains(where: { $0.hops.contains(where: \.isBackward) }) {
        query.failure = KindredError(
          .invalidQuery, "Only rows of the model itself and of models that its foreign keys point to can be locked.")
      }
      let waiting: RowLock.Waiting = noWait ? .never : skipLocked ? .skipping : .untilFree
      let lock = RowLock(paths: paths, options: RowLock.Options(waiting: waiting, keepsKey: noKey))
      query.extras = QueryExtras.with(lock, query.extras)
    }
  }
}
