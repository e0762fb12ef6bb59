import Kernel
public import Margin
public import Quantities

extension Scenario {
  /// How messages to people travel.
  public struct Notifications: Hashable, Sendable {
    /// One simulated way.
    public struct Way: Hashable, Sendable {
      public var latency = Latency.Model.fixed(.zero)
      /// The part of all messages that are lost.
      public var failure = Rate.zero

      public init() {}
    }

    /// Channels that are not named deliver at once and always.
    public var ways: [Channel: Way] = [:]
    /// A file in the run's folder that gets every message as a line of JSON.
    public var file: String?

    public init() {}
  }
}

/// A simulated channel: how long each message takes, and whether it comes.
struct Sender: Sendable {
  private let way: Scenario.Notifications.Way
  private var random: RandomStream

  init(_ channel: Channel, _ settings: EngineSettings) {
    way = settings.notifications.ways[channel] ?? Scenario.Notifications.Way()
    random = RandomStream(seed: settings.seed, purpose: "channel \(channel.rawValue)")
  }

  /// The fate of the next message. A lost one is known to be so after its latency.
  mutating func send() -> (latency: TimeSpan, isDelivered: Bool) {
    let latency = way.latency.draw(&random)
    let drawn = UInt128(random.mantissa()) * UInt128(Rate.one.raw)
    return (latency, drawn >= UInt128(way.failure.raw) << 53)
  }
}
