public import KindredCore
public import ServiceLifecycle

/// A database as a service of swift-service-lifecycle: it does nothing until the program shuts down, and closes then.
///
/// ```swift
/// let group = ServiceGroup(
///   services: [database, server], gracefulShutdownSignals: [.sigterm], logger: Logger(label: "blog"))
/// try await group.run()
/// ```
///
/// A group shuts its services down one after the other, the last one first. Put the database before those that use it,
/// so that they are done when it closes.
extension Database: Service {
  /// Waits for the graceful shutdown and closes the connections once they are given back.
  ///
  /// The cancellation of the task ends the waiting: with `maximumGracefulShutdownDuration` the group cancels it after
  /// that time, and what is still under way on a server fails.
  public func run() async throws {
    try? await gracefulShutdown()
    await withTaskCancellationHandler {
      await close()
    } onCancel: {
      Task { await self.close(within: .zero) }
    }
  }
}
