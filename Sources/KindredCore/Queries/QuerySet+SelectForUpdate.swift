extension Queryable {
  /// Locks the rows that are found until the transaction ends, so that nobody else changes them meanwhile.
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
  /// The rows of models that conditions and orderings join are locked as well; see
  /// ``selectForUpdate(noWait:skipLocked:noKey:of:)``. `count()` and the like lock nothing. SQLite has no locks on rows:
  /// there, a transaction has the whole database to itself from its beginning, so that nothing is left to lock; `noWait`
  /// and `skipLocked`, which speak of the locks of others, are an error.
  ///
  /// - Parameters:
  ///   - noWait: Whether rows that are locked already are an error, ``KindredError/Code/busy``, instead of a wait.
  ///   - skipLocked: Whether rows that are locked already are left out, as workers that share a queue want it.
  ///   - noKey: Whether others may go on to insert rows that refer to the locked ones, whose keys must stay then.
  /// - Returns: A query whose rows can be asked for only in a transaction; elsewhere it throws
  ///   ``KindredError/Code/transaction``.
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
  /// A related model is joined where the query did not do so yet. What may be missing, behind an optional foreign key,
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
          .invalidQuery, "noWait and skipLocked exclude each other: a locked row is an error, or left out.")
      } else if paths.contains(where: { $0.hops.contains(where: \.isBackward) }) {
        query.failure = KindredError(
          .invalidQuery, "Only the model itself and what its foreign keys lead to can be locked with its rows.")
      }
      let waiting: RowLock.Waiting = noWait ? .never : skipLocked ? .skipping : .untilFree
      let lock = RowLock(paths: paths, options: RowLock.Options(waiting: waiting, keepsKey: noKey))
      query.extras = QueryExtras.with(lock, query.extras)
    }
  }
}
