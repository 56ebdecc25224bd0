public import KindredCore
public import ServiceLifecycle

/// A database as a service of swift-service-lifecycle. It waits until the program shuts down, and then closes the
/// database.
///
/// ```swift
/// let group = ServiceGroup(
///   services: [database, server], gracefulShutdownSignals: [.sigterm], logger: Logger(label: "blog"))
/// try await group.run()
/// ```
///
/// A group shuts its services down in reverse order. Put the database before the services that use it, so that they
/// have finished when it closes.
extension Database: Service {
  /// Waits for the graceful shutdown, and closes the connections once they are released.
  ///
  /// Cancelling the task ends the wait: with `maximumGracefulShutdownDuration`, the group cancels it after that time,
  /// and running statements on a server fail.
  public func run() async throws {
    try? await gracefulShutdown()
    await withTaskCancellationHandler {
      await close()
    } onCancel: {
      Task { await self.close(within: .zero) }
    }
  }
}
