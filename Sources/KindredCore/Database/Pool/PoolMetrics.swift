package import CoreMetrics

/// Reports a pool to the process's metrics system, under OpenTelemetry names.
package enum PoolMetrics {
  /// The observer of a pool; nil if the process has no metrics system, which disables measuring.
  package static func observer(name: String, options: PoolOptions) -> (@Sendable (PoolEvent) -> Void)? {
    observer(name: name, options: options, factory: MetricsSystem.factory)
  }

  /// The same for a given metrics system.
  package static func observer(
    name: String, options: PoolOptions, factory: any MetricsFactory
  ) -> (@Sendable (PoolEvent) -> Void)? {
    if factory is NOOPMetricsHandler { return nil }
    let prefix = "db.client.connection."
    let dimensions = [(prefix + "pool.name", options.name ?? name)]
    func gauge(_ label: String, state: String? = nil) -> Gauge {
      Gauge(
        label: prefix + label, dimensions: dimensions + (state.map { [(prefix + "state", $0)] } ?? []), factory: factory
      )
    }
    func timer(_ label: String) -> Timer {
      Timer(label: prefix + label, dimensions: dimensions, factory: factory)
    }
    gauge("max").record(options.maximum)
    gauge("idle.max").record(options.maximum)
    gauge("idle.min").record(options.minimum)
    let used = gauge("count", state: "used")
    let idle = gauge("count", state: "idle")
    let pending = gauge("pending_requests")
    let timeouts = Counter(label: prefix + "timeouts", dimensions: dimensions, factory: factory)
    let createTime = timer("create_time")
    let waitTime = timer("wait_time")
    let useTime = timer("use_time")
    return { event in
      switch event {
      case .leased(let wait): waitTime.recordNanoseconds(nanoseconds(wait))
      case .returned(let use): useTime.recordNanoseconds(nanoseconds(use))
      case .opened(let time): createTime.recordNanoseconds(nanoseconds(time))
      case .timedOut: timeouts.increment()
      case .openingFailed, .closed: break
      case .counts(let usedCount, let idleCount, let waitingCount):
        used.record(usedCount)
        idle.record(idleCount)
        pending.record(waitingCount)
      }
    }
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    // Fits, because waits are limited to a year.
    return min(seconds, 366 * 86_400) * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
