# SPDX-License-Identifier: Apache-2.0
#
# The work of a probe in Ruby, to measure ours against: start Ruby, read a YAML
# configuration, run one lspci for each filter, read the files of each device
# in sysfs, print a vector for each.
#
#     ruby bench/baseline.rb PCI.CONF [ROOT]
require 'digest'
require 'yaml'

conf = YAML.load(File.read(ARGV[0]))
root = ARGV[1] || ''
lspci = %w[lspci -Dmmnn]
lspci += ['-A', 'linux-sysfs', '-O', "sysfs.path=#{root}/sys/bus/pci"] unless root.empty?

def content(path)
  File.read(path).strip
rescue SystemCallError
  nil
end

def names(path)
  Dir.children(path).sort
rescue SystemCallError
  []
end

filters = (conf[:filter] || conf[':filter'] || '').to_s.split(',')
lines = filters.flat_map { |f| IO.popen([*lspci, '-d', f], &:readlines) }.uniq
rules = content("#{root}/etc/udev/rules.d/99-rename.rules").to_s

lines.each do |line|
  address = line.split.first
  dir = "#{root}/sys/bus/pci/devices/#{address}"
  quoted = line.scan(/"([^"]*)"/).flatten
  parts = quoted.first(3).map { |s| s.match(/\A(.*) \[(\h+)\]\z/).captures }
  next if File.exist?("#{dir}/virtfn0")
  next if content("#{dir}/sriov_numvfs").to_i.positive?

  renamed = rules[/^# #{Regexp.escape(address)} <- (\S+)/, 1]
  cached = content("/var/tmp/one_db/pci_net_names/#{address}") unless renamed
  ifname = renamed || cached || names("#{dir}/net").first || '-'
  node = content("#{dir}/numa_node")
  vector = {
    'TYPE' => parts.values_at(1, 2, 0).map(&:last).join(':'),
    'VENDOR_NAME' => parts[1][0], 'DEVICE_NAME' => parts[2][0],
    'CLASS_NAME' => parts[0][0], 'ADDRESS' => address,
    'NUMA_NODE' => node == '-1' ? '-' : node, 'IFNAME' => ifname
  }
  if File.exist?("#{dir}/physfn")
    types = names("#{dir}/mdev_supported_types")
    types = content("#{dir}/nvidia/creatable_vgpu_types").to_s.lines.drop(1) if types.empty?
    vector.update('SRIOV' => 'vf', 'UUID' => Digest::SHA1.hexdigest(address),
                  'PROFILES' => types.map(&:strip).join(','),
                  'MDEV_MODE' => File.exist?("#{root}/sys/class/mdev_bus/#{address}") ? 'legacy' : 'nvidia')
  end
  puts 'PCI = [', vector.map { |k, v| " #{k} = \"#{v}\"" }.join(" ,\n"), ']'
end
