import Dispatch
import Testing

@testable import KindredPostgres

/// Replies that arrive together. The task that receives one may deliver another to its task.
@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
  @Test func everyTaskGoesOn() async {
    let waiting = await WaitingTasks(executors: Array(repeating: nil, count: 200))
    Reply.deliverInTurn(waiting.requests.map { $0.reply(isLost: false) })
    #expect(await waiting.ended(200) == Set(0..<200))
  }

  /// Every other task goes on where nothing runs for the time being.
  @Test func aTaskThatIsHeldUpHoldsUpNoOther() async {
    let executor = HeldExecutor()
    let waiting = await WaitingTasks(executors: (0..<40).map { $0.isMultiple(of: 2) ? executor : nil })
    executor.queue.suspend()
    Reply.deliverInTurn(waiting.requests.map { $0.reply(isLost: false) })
    #expect(await waiting.ended(20) == Set((0..<40).filter { !$0.isMultiple(of: 2) }))
    executor.queue.resume()
    #expect(await waiting.ended(20) == Set((0..<40).filter { $0.isMultiple(of: 2) }))
  }

  @Test func onlyATaskThatNothingHoldsUpDeliversForAnother() async {
    let executor = HeldExecutor()
    let urgent = await Task(priority: .high) { Request(waitingOn: nil) }.value
    let usual = await Task(priority: .medium) { Request(waitingOn: nil) }.value
    let onActor = Request(waitingOn: MainActor.shared)
    let onExecutor = await withTaskExecutorPreference(executor) { Request(waitingOn: nil) }
    let other = await Task(priority: .medium) { Request(waitingOn: nil) }.value.reply(isLost: false)
    #expect(urgent.deliverFirst(other))
    #expect(usual.deliverFirst(other))
    #expect(!usual.deliverFirst(urgent.reply(isLost: false)))
    #expect(!onActor.deliverFirst(other))
    #expect(!onExecutor.deliverFirst(other))
  }
}

extension Request {
  fileprivate convenience init(waitingOn actor: (any Actor)?) {
    self.init(for: nil, isCancellable: false)
    noteTask(on: actor)
  }
}

/// Tasks that wait for requests, as those of a connection do.
private struct WaitingTasks {
  let requests: [Request]
  private let ends: AsyncStream<Int>

  /// Starts a task for each executor, and waits until all wait.
  init(executors: [HeldExecutor?]) async {
    let requests = executors.map { _ in Request(for: nil, isCancellable: false) }
    let (ends, end) = AsyncStream.makeStream(of: Int.self)
    let (starts, start) = AsyncStream.makeStream(of: Void.self)
    for (number, executor) in executors.enumerated() {
      Task(executorPreference: executor) {
        let request = requests[number]
        _ = await withUnsafeContinuation { continuation in
          request.continuation = continuation
          request.noteTask(on: nil)
          start.yield()
        }
        request.deliverNext()
        end.yield(number)
      }
    }
    var iterator = starts.makeAsyncIterator()
    for _ in executors { await iterator.next() }
    self.requests = requests
    self.ends = ends
  }

  /// The next tasks that went on.
  func ended(_ count: Int) async -> Set<Int> { await ends.prefix(count).reduce(into: []) { $0.insert($1) } }
}

/// An executor that can be kept from running anything.
private final class HeldExecutor: TaskExecutor {
  let queue = DispatchQueue(label: "held")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
