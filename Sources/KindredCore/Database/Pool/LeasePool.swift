/// Hands out a bounded number of resources, in the order in which they were asked for.
///
/// A free resource is handed out without suspension. Waiting is fair, bounded in time and ends at once when the task is
/// cancelled.
package final class LeasePool<Resource: AnyObject & Sendable>: Sendable {
  private let pool: ObjectPool

  /// Makes an empty pool.
  ///
  /// - Parameters:
  ///   - name: What it holds, for errors: "reading connection".
  ///   - limit: The largest number of resources.
  ///   - timeout: How long a task waits for one.
  ///   - make: Makes a resource.
  ///   - dispose: Ends one that is not used any more.
  package init(
    name: String, limit: Int, timeout: Duration, make: @escaping @Sendable () throws -> Resource,
    dispose: @escaping @Sendable (Resource) -> Void
  ) {
    pool = ObjectPool(name: name, limit: limit, timeout: timeout, make: make) {
      // Nothing but `make` puts objects into the pool.
      dispose(unsafeDowncast($0, to: Resource.self))
    }
  }

  /// Waits for a resource.
  package func acquire() async throws -> Resource { unsafeDowncast(try await pool.acquire(), to: Resource.self) }

  /// Gives a resource back, to the task that waits longest if there is one.
  package func release(_ resource: Resource) { pool.release(resource) }

  /// Takes a resource out that cannot be used any more; another one may be made in its place.
  package func discard(_ resource: Resource) { pool.discard(resource) }

  /// Refuses further leases, ends all waiting, and returns when every resource has come back and is disposed of.
  package func close() async { await pool.close() }

  /// How many are leased, wait and exist.
  package var counts: (leased: Int, waiting: Int, existing: Int) { pool.counts }
}
