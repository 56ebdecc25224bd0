extension RowQuery {
  /// The same rows, of one snapshot together with everything that is loaded with them: what others commit meanwhile is
  /// either seen by all statements or by none.
  ///
  /// ```swift
  /// let blogs = try await Blog.objects.order { $0.name }[..<10].prefetchRelated { $0.entry }.snapshot().all()
  /// // BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT …; SELECT …; COMMIT
  /// ```
  ///
  /// SQLite always reads so, and PostgreSQL where the statements leave together: it costs nothing there. Otherwise it
  /// costs two round trips. Rows that are read one by one, by `rows`, are not of one snapshot with what is loaded for them.
  ///
  /// - Throws: When the query runs, ``KindredError/Code/transaction`` in a transaction whose statements each see another
  ///   snapshot: begin it with `transaction(isolation: .repeatableRead)`.
  public func snapshot() -> Refined {
    refining { $0.query.extras = QueryExtras.changing($0.query.extras) { $0.isSnapshot = true } }
  }
}

extension RowRequest {
  /// Reads the rows, and loads what is to be loaded for them.
  ///
  /// - Parameters:
  ///   - links: What the rows share.
  ///   - read: Called with each row.
  func read(on database: Database, _ links: PeerLinks?, _ read: RowBody) async throws {
    guard let extras = query.extras, !extras.prefetches.isEmpty, let links else {
      try await database.run(key(.rows), links: links, read)
      return
    }
    if let transaction = Transaction.current(on: database) {
      if extras.isSnapshot { try transaction.checkIsSnapshot() }
    } else if !extras.isSnapshot, database.driver.wouldWaitForItself(.snapshot) {
      return try await readInTurn(on: database, links, read)
    } else if database.driver.readsTogether {
      if let related = try relatedReads(links, on: database) {
        return try await self.read(together: related, on: database, links, read)
      }
    }
    guard extras.isSnapshot || database.driver.hasCheapSnapshots, Transaction.current(on: database) == nil else {
      return try await readInTurn(on: database, links, read)
    }
    try await database.transaction(isolation: .repeatableRead, readOnly: true) {
      try await readInTurn(on: database, links, read)
    }
  }

  private func readInTurn(on database: Database, _ links: PeerLinks, _ read: RowBody) async throws {
    let outcome = try await database.run(key(.rows), links: links, read)
    if outcome.rows > 0 { try await query.load(links) }
  }

  /// Sends all statements before the first answer is there.
  private func read(
    together related: [RelatedRead], on database: Database, _ links: PeerLinks, _ read: RowBody
  ) async throws {
    var runs = [try ReadRun(key(.rows), links, on: database)]
    for next in related { runs.append(try ReadRun(next.request.key(.rows), next.links, on: database)) }
    try await database.readTogether(runs) { index, row in
      if index == 0 { try read(row) } else { try related[index - 1].read(row) }
    }
    for next in related { next.finish() }
  }

  /// The statements that load what is to be loaded for the rows, each of which finds the rows itself; nil if they need the
  /// rows' keys.
  private func relatedReads(_ links: PeerLinks, on database: Database) throws -> [RelatedRead]? {
    guard isRepeatable else { return nil }
    var reads: [RelatedRead] = []
    let found = RowRequest(query: query.asSubquery)
    return try found.collect(query, links, on: database, into: &reads) ? reads : nil
  }

  /// Collects the statements for the rows that this request finds, and then those for their objects.
  ///
  /// - Parameter query: Says what is loaded for the rows.
  /// - Returns: Whether all statements can find their owners themselves.
  private func collect(
    _ query: Query, _ links: PeerLinks?, on database: Database, into reads: inout [RelatedRead]
  ) throws -> Bool {
    let prefetches = query.extras?.prefetches ?? []
    if prefetches.isEmpty { return true }
    guard let links else { return false }
    for prefetch in prefetches {
      // What is read with the rows is not loaded again, only what is loaded for it.
      if query.isJoined(prefetch) || prefetch.query?.isNone == true { return false }
      guard let read = try prefetch.read(links, of: query.schema, ofFound: self) else {
        // The rows have their objects already, for which something may be loaded.
        if prefetch.next.isEmpty { continue }
        return false
      }
      guard read.isRepeatable, read.database === database else { return false }
      reads.append(read)
      let found = RowRequest(query: read.request.query.asSubquery, selection: read.request.selection)
      guard try found.collect(read.request.query, read.links, on: database, into: &reads) else { return false }
    }
    return true
  }
}

extension Query {
  /// The query without what is read with its rows or loaded for them.
  fileprivate var asSubquery: Query {
    var query = self
    query.extras = QueryExtras.changing(extras) { options in
      options.joinedObjects = []
      options.prefetches = []
      options.isSnapshot = false
      options.site = nil
      options.repetition = nil
    }
    if !query.window.isSlice { query.ordering = [] }
    return query
  }
}

extension Transaction {
  /// Throws an error if each statement of the transaction sees another snapshot.
  fileprivate func checkIsSnapshot() throws {
    if database.driver.hasCheapSnapshots || options.isolation ?? .readCommitted >= .repeatableRead { return }
    throw KindredError(
      .transaction,
      "The transaction has no snapshot: each of its statements sees what is committed before the statement. Begin it with "
        + "transaction(isolation: .repeatableRead).")
  }
}
