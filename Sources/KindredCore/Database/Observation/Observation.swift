import CoreMetrics
import Logging
import Synchronization
import Tracing

/// The observers of a database: log, spans, metrics, callback. Determined once, when the database is created.
struct Observation: Sendable {
  let identity: DatabaseIdentity
  let options: Database.Options
  /// nil if spans would be discarded.
  let tracer: (any Tracer)?
  /// Whether there is a tracer. Reading ``tracer`` would copy it.
  let isTracing: Bool
  let timers: StatementTimers?
  /// Whether statements are observed at all. Checked before reading a clock.
  let isActive: Bool

  init(_ options: Database.Options, identity: DatabaseIdentity, metrics: any MetricsFactory) {
    self.options = options
    self.identity = identity
    let process = InstrumentationSystem.tracer
    let tracer = options.tracer ?? (process is NoOpTracer ? nil : process)
    self.tracer = tracer
    isTracing = tracer != nil
    timers = metrics is NOOPMetricsHandler ? nil : StatementTimers(system: identity.system, factory: metrics)
    isActive = options.observer != nil || options.logger.logLevel <= .debug || isTracing || timers != nil
  }

  /// Runs the closure in a span for a statement.
  func tracing<Result>(_ statement: ObservedStatement, _ body: () async throws -> Result) async throws -> Result {
    guard let tracer else { return try await body() }
    return try await tracing(tracer, statement, body)
  }

  private func tracing<Result>(
    _ tracer: some Tracer, _ statement: ObservedStatement, _ body: () async throws -> Result
  ) async throws -> Result {
    try await tracer.withSpan(statement.summary, ofKind: .client) { span in
      span.updateAttributes { attributes in
        describe(&attributes)
        attributes["db.operation.name"] = statement.operation
        attributes["db.query.summary"] = statement.summary
        attributes["db.query.text"] = statement.sql
        if let table = statement.table { attributes["db.collection.name"] = table }
      }
      do {
        return try await body()
      } catch {
        span.updateAttributes { Self.describe(error, &$0) }
        span.setStatus(SpanStatus(code: .error))
        throw error
      }
    }
  }

  /// Runs the closure in a span for a transaction.
  func tracingTransaction<Result>(attempt: Int, _ body: () async -> Result) async -> Result {
    guard let tracer else { return await body() }
    return await tracingTransaction(tracer, attempt, body)
  }

  private func tracingTransaction<Result>(
    _ tracer: some Tracer, _ attempt: Int, _ body: () async -> Result
  ) async -> Result {
    await tracer.withSpan("transaction", ofKind: .client) { span in
      span.updateAttributes { attributes in
        describe(&attributes)
        attributes["kindred.transaction.attempt"] = attempt
      }
      return await body()
    }
  }

  private func describe(_ attributes: inout SpanAttributes) {
    attributes["db.system.name"] = identity.system
    if let namespace = identity.namespace { attributes["db.namespace"] = namespace }
    if let address = identity.address { attributes["server.address"] = address }
    if let port = identity.port { attributes["server.port"] = port }
  }

  private static func describe(_ error: any Error, _ attributes: inout SpanAttributes) {
    let known = error as? KindredError
    attributes["error.type"] = known?.code.description ?? "\(type(of: error))"
    if let status = known?.sqlState ?? known?.vendorCode.map(String.init) {
      attributes["db.response.status_code"] = status
    }
  }
}

/// Timers for `db.client.operation.duration`, one for each kind of statement.
final class StatementTimers: Sendable {
  private struct Kind: Hashable {
    let summary: String
    let error: String?
  }

  private let timers = Mutex<[Kind: CoreMetrics.Timer]>([:])
  private let system: String
  /// The metrics system at the time when the database was created, as for the pool's metrics.
  private let factory: any MetricsFactory

  init(system: String, factory: any MetricsFactory) {
    self.system = system
    self.factory = factory
  }

  func record(_ duration: Duration, of statement: ObservedStatement, error: (any Error)?) {
    let code = error.map { ($0 as? KindredError)?.code.description ?? "\(type(of: $0))" }
    let timer = timers.withLock { timers in
      let kind = Kind(summary: statement.summary, error: code)
      if let timer = timers[kind] { return timer }
      var dimensions = [("db.system.name", system), ("db.operation.name", statement.operation)]
      if let table = statement.table { dimensions.append(("db.collection.name", table)) }
      if let code { dimensions.append(("error.type", code)) }
      let timer = CoreMetrics.Timer(
        label: "db.client.operation.duration", dimensions: dimensions, preferredDisplayUnit: .seconds, factory: factory)
      timers[kind] = timer
      return timer
    }
    let (seconds, attoseconds) = duration.components
    timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }
}
