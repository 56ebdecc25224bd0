package import CoreMetrics
public import Logging
import Synchronization
public import Tracing

/// A database: its connections, its dialect and its cached statements.
///
/// ``default`` is the database of the process. Inside ``use(_:)`` and `transaction`, another database applies to the
/// current task and its children; `using(_:)` on a query set overrides both. If none of these was given, ``router``
/// chooses.
///
/// ```swift
/// Database.default = try Database(sqlite: "blog.sqlite")
/// let blogs = try await Blog.objects.all()
/// ```
public final class Database: Sendable {
  /// The options that all kinds of databases share.
  public struct Options: Sendable {
    /// The logger. Statements are logged at debug level with their duration, and so are repeated transactions. Failures
    /// of robust closures given to `onCommit` are logged at error level.
    public var logger: Logger
    /// Whether logs and events contain the bound values. Enable it only where all readers of the log may see the data.
    public var logsValues: Bool
    /// Called after each statement.
    public var observer: (@Sendable (StatementEvent) -> Void)?

    /// The tracer. Each statement and each transaction becomes a span with the OpenTelemetry names for databases. nil
    /// for the process's tracer, if one is set up when the database is created.
    public var tracer: (any Tracer)?

    /// A closure around every statement of the database, in all tasks. It sees the bound values if ``logsValues`` is true. See
    /// ``Database/withStatementWrapper(showsValues:_:during:)``.
    public var statementWrapper: StatementWrapper?

    /// What is done about statements that are repeated for the rows of one result, one row at a time, in any task. They are
    /// reported when the rows are released. nil, the default, does not look for them.
    ///
    /// ```swift
    /// Database.Options(repeatedStatements: .log())
    /// ```
    ///
    /// For development: counting takes a lock for each statement that reads related objects.
    public var repeatedStatements: RepeatedStatementPolicy?

    /// Makes options.
    public init(
      logger: Logger = Logger(label: "kindred"), logsValues: Bool = false,
      observer: (@Sendable (StatementEvent) -> Void)? = nil, tracer: (any Tracer)? = nil,
      statementWrapper: StatementWrapper? = nil, repeatedStatements: RepeatedStatementPolicy? = nil
    ) {
      self.logger = logger
      self.logsValues = logsValues
      self.observer = observer
      self.tracer = tracer
      self.statementWrapper = statementWrapper
      self.repeatedStatements = repeatedStatements
    }
  }

  /// The database's SQL dialect.
  public var dialect: Dialect { driver.dialect }

  package let driver: any DatabaseDriver
  let plans: PlanCache
  let rawPlans: RawPlans
  let insertions = InsertPlans()
  /// The database's number in this process, from 1.
  let number: Int
  /// The links that all rows read alone share.
  private let singleRowLinks = SharedReference<PeerLinks>()
  let options: Options
  let observation: Observation
  /// The number of places that wrap statements: the options, and the running calls of `withStatementWrapper`.
  let wrapperCount: Atomic<Int>
  /// Counts statements, if the options say so.
  let repetitions: RepetitionReporter?

  /// The links of a row that is read alone, in the default fetch mode.
  var defaultSingleRowLinks: PeerLinks { singleRowLinks.load() ?? singleRowLinks.storeIfNil(PeerLinks(keptBy: self)) }

  /// - Parameter metrics: Receives the durations of statements: the process's metrics system, or a test's.
  package init(
    driver: any DatabaseDriver, options: Options, metrics: any MetricsFactory = MetricsSystem.factory
  ) {
    self.driver = driver
    self.options = options
    self.observation = Observation(options, identity: driver.identity, metrics: metrics)
    self.plans = PlanCache(dialect: driver.dialect)
    self.rawPlans = RawPlans(dialect: driver.dialect)
    self.wrapperCount = Atomic(options.statementWrapper == nil ? 0 : 1)
    self.number = Database.register()
    repetitions = options.repeatedStatements.map { RepetitionReporter($0, logger: options.logger) }
  }

  deinit { Database.unregister() }

  private static let processDefault = Mutex<Database?>(nil)

  /// The process's database, used when no other is given. Set it once at start.
  public static var `default`: Database? {
    get { processDefault.withLock { $0 } }
    set {
      processDefault.withLock { $0 = newValue }
      noteDefault(newValue)
    }
  }

  /// Closes the connections after those in use are released. Later queries, and tasks that wait for a connection, throw
  /// ``KindredError/Code/closed``.
  ///
  /// ```swift
  /// await database.close(within: .seconds(20))
  /// ```
  ///
  /// - Parameter limit: How long to wait for connections in use. After that, server connections are closed and their
  ///   statements fail; file connections are closed by the tasks that use them. nil waits without a limit.
  public func close(within limit: Duration? = nil) async { await driver.close(within: limit) }

  /// Runs the closure and closes the database afterwards, also if the closure throws.
  package func closing<Result>(after body: (Database) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(self)
      await close()
      return result
    } catch {
      await close()
      throw error
    }
  }
}
