package import CoreMetrics
public import Logging
import Synchronization
public import Tracing

/// A database: its connections, its dialect and the statements that were prepared for it.
///
/// One database is the default of the process. Inside ``use(_:)`` and `transaction` another one is, for the current task
/// and its children; `using(_:)` on a query set overrides both. ``router`` can choose where nobody has.
///
/// ```swift
/// Database.default = try Database(sqlite: "blog.sqlite")
/// let blogs = try await Blog.objects.all()
/// ```
public final class Database: Sendable {
  /// What is the same for every kind of database.
  public struct Options: Sendable {
    /// Where statements are logged, at debug level, with their duration; transactions that run again, at debug level, too; and
    /// failures of robust closures given to `onCommit`, at error level.
    public var logger: Logger
    /// Whether log lines and events carry the bound values. Switch it on only where nobody minds who reads them.
    public var logsValues: Bool
    /// Called after each statement.
    public var observer: (@Sendable (StatementEvent) -> Void)?

    /// Where each statement and each transaction becomes a span, with the names that OpenTelemetry gives to databases.
    /// nil for the process's tracer, if one is set up when the database is made.
    public var tracer: (any Tracer)?

    /// Makes options.
    public init(
      logger: Logger = Logger(label: "kindred"), logsValues: Bool = false,
      observer: (@Sendable (StatementEvent) -> Void)? = nil, tracer: (any Tracer)? = nil
    ) {
      self.logger = logger
      self.logsValues = logsValues
      self.observer = observer
      self.tracer = tracer
    }
  }

  /// The dialect in which its statements are written.
  public var dialect: Dialect { driver.dialect }

  package let driver: any DatabaseDriver
  let plans: PlanCache
  let insertions = InsertPlans()
  /// What all rows that are read alone share.
  private let linksOfOneRow = SharedReference<PeerLinks>()
  let options: Options
  let observation: Observation

  /// The links of a row that is read alone, in the usual mode.
  var usualLinksOfOneRow: PeerLinks { linksOfOneRow.load() ?? linksOfOneRow.storeIfNil(PeerLinks(keptBy: self)) }

  /// - Parameter metrics: Where the durations of statements are recorded: the process's metrics system, or that of a test.
  package init(
    driver: any DatabaseDriver, options: Options, metrics: any MetricsFactory = MetricsSystem.factory
  ) {
    self.driver = driver
    self.options = options
    self.observation = Observation(options, identity: driver.identity, metrics: metrics)
    self.plans = PlanCache(dialect: driver.dialect)
  }

  private static let processDefault = Mutex<Database?>(nil)

  /// The process's database, used where no other is named. Set it once at start.
  public static var `default`: Database? {
    get { processDefault.withLock { $0 } }
    set { processDefault.withLock { $0 = newValue } }
  }

  /// Closes the connections, waiting for those in use. Queries that come later, or wait for a connection, throw
  /// ``KindredError/Code/closed``.
  ///
  /// ```swift
  /// await database.close(within: .seconds(20))
  /// ```
  ///
  /// - Parameter limit: How long to wait for those in use. After it, connections to a server are ended and what is under
  ///   way fails; connections to a file are left to their tasks, which close them. nil waits for as long as it takes.
  public func close(within limit: Duration? = nil) async { await driver.close(within: limit) }
}
